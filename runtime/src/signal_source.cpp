#include "rt/signal_source.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>

#include "rt/runtime_core.hpp"

namespace rt::detail {

SignalSource::SignalSource(const std::vector<int>& signals, RuntimeCore& runtime) {
    sigset_t blocked;
    ::sigemptyset(&blocked);
    for (const int signal : signals) ::sigaddset(&blocked, signal);
    // They stay blocked: a second SIGTERM, pending or still to come, must not end the program between the
    // runtime's end and that of main().
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    for (const int signal : signals) {
        sigset_t one;
        ::sigemptyset(&one);
        ::sigaddset(&one, signal);
        sockets_.try_emplace(signal, check(::signalfd(-1, &one, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd"),
                             runtime);
    }
}

Source& SignalSource::source_of(int signal) const {
    const auto found = sockets_.find(signal);
    if (found == sockets_.end())
        throw std::logic_error(
            "rt::signal(" + std::to_string(signal) +
            "): name the signal in the runtime's Options::signals, so that it is blocked in "
            "all threads from the beginning");
    return found->second.source();
}

SignalAwaiter::SignalAwaiter(int signal)
    : IoAwaiter(current_runtime().signals.source_of(signal), Direction::read) {}

IoAwaiter::Attempt SignalAwaiter::attempt() {
    signalfd_siginfo info{};
    return ::read(source_.descriptor(), &info, sizeof info) < 0 ? failed() : Attempt::done;
}

}  // namespace rt::detail
