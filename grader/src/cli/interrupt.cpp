#include "cli/interrupt.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <utility>

#include "base/error.hpp"

namespace grader {

namespace {

bool is_ignored(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

/// Those that are not ignored.
sigset_t endings() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM}) {
        if (!is_ignored(signal)) ::sigaddset(&set, signal);
    }
    return set;
}

}  // namespace

OnInterrupt::OnInterrupt(std::function<int(Ending)> last_word) : last_word_(std::move(last_word)) {
    const sigset_t set = endings();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_ = UniqueFd(check(::signalfd(-1, &set, SFD_CLOEXEC), "signalfd"));
    stop_ = UniqueFd(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
    timer_ = UniqueFd(check(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd_create"));
    waiter_ = std::thread([this] { wait(); });
}

OnInterrupt::~OnInterrupt() {
    ::eventfd_write(stop_.get(), 1);
    waiter_.join();
    const sigset_t set = endings();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void OnInterrupt::end_at(std::chrono::steady_clock::time_point latest) {
    const auto left = std::max<std::chrono::nanoseconds>(latest - std::chrono::steady_clock::now(),
                                                         std::chrono::nanoseconds(1));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds.count());
    when.it_value.tv_nsec = static_cast<long>((left - seconds).count());
    check(::timerfd_settime(timer_.get(), 0, &when, nullptr), "timerfd_settime");
}

void OnInterrupt::wait() {
    pollfd fds[] = {{stop_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}, {timer_.get(), POLLIN, 0}};
    while (::poll(fds, 3, -1) < 0) {
    }
    if (fds[0].revents != 0) return;
    Ending ending = 0;
    if (fds[1].revents != 0) {
        signalfd_siginfo taken{};
        if (::read(signals_.get(), &taken, sizeof taken) < 0) return;
        ending = static_cast<int>(taken.ssi_signo);
    }
    // From here on the next one kills: a last word may hang, in a pipe that nobody reads.
    const sigset_t set = endings();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    const int status = last_word_(ending);
    if (ending != 0) ::raise(ending);
    ::_exit(status);
}

}  // namespace grader
