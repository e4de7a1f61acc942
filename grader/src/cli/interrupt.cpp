#include "cli/interrupt.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <utility>

#include "base/error.hpp"

namespace grader {

namespace {

sigset_t only_interrupt() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    return set;
}

bool is_ignored() {
    struct sigaction action {};
    ::sigaction(SIGINT, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

}  // namespace

OnInterrupt::OnInterrupt(std::function<void()> last_word) : last_word_(std::move(last_word)) {
    if (is_ignored()) return;
    const sigset_t set = only_interrupt();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_ = UniqueFd(check(::signalfd(-1, &set, SFD_CLOEXEC), "signalfd"));
    stop_ = UniqueFd(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
    waiter_ = std::thread([this] { wait(); });
}

OnInterrupt::~OnInterrupt() {
    if (!waiter_.joinable()) return;
    ::eventfd_write(stop_.get(), 1);
    waiter_.join();
    const sigset_t set = only_interrupt();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void OnInterrupt::wait() {
    pollfd fds[] = {{signals_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    while (::poll(fds, 2, -1) < 0) {
    }
    if (fds[0].revents == 0) return;
    signalfd_siginfo taken{};
    if (::read(signals_.get(), &taken, sizeof taken) < 0) return;
    // From here on the next one kills: a last word may hang, in a pipe that nobody reads.
    const sigset_t set = only_interrupt();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    last_word_();
    ::raise(SIGINT);
}

}  // namespace grader
