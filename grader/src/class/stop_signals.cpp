#include "class/stop_signals.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.hpp"

namespace grader {

namespace {

bool is_ignored(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

}  // namespace

StopSignals::StopSignals() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        if (!is_ignored(signal)) ::sigaddset(&set, signal);
    }
    check(::sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
    fd_.reset(check(::signalfd(-1, &set, SFD_CLOEXEC), "signalfd"));
}

int StopSignals::taken() {
    pollfd here{fd_.get(), POLLIN, 0};
    signalfd_siginfo about{};
    if (::poll(&here, 1, 0) <= 0 || ::read(fd_.get(), &about, sizeof about) != sizeof about) return 0;
    return static_cast<int>(about.ssi_signo);
}

void StopSignals::end_by(int signal) {
    ::signal(signal, SIG_DFL);
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, signal);
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
    ::raise(signal);
    ::_exit(128 + signal);
}

}  // namespace grader
