// A signal that is blocked and read from a signalfd(2) is an event like others: it interrupts no call, and no
// handler runs in the middle of anything.
#include "rt/signal.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "scheduler/scheduler.hpp"

namespace rt::detail {

std::vector<Socket> open_signals(const std::vector<int>& signals, RuntimeCore& runtime) {
    sigset_t blocked;
    ::sigemptyset(&blocked);
    for (const int signal : signals) ::sigaddset(&blocked, signal);
    // They stay blocked: a second SIGTERM, pending or still to come, must not end the program between the
    // runtime's end and that of main().
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    std::vector<Socket> sockets;
    for (const int signal : signals) {
        sigset_t one;
        ::sigemptyset(&one);
        ::sigaddset(&one, signal);
        sockets.emplace_back(check(::signalfd(-1, &one, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd"), runtime);
    }
    return sockets;
}

namespace {

Source& source_of(int signal) {
    const RuntimeCore& runtime = current_runtime();
    const std::vector<int>& signals = runtime.options.signals;
    const auto found = std::find(signals.begin(), signals.end(), signal);
    if (found == signals.end())
        throw std::logic_error(
            "rt::signal(" + std::to_string(signal) +
            "): name the signal in the runtime's Options::signals, so that it is blocked in "
            "all threads from the beginning");
    return runtime.signals[static_cast<std::size_t>(found - signals.begin())].source();
}

}  // namespace

SignalAwaiter::SignalAwaiter(int signal) : IoAwaiter(source_of(signal), Direction::read) {}

IoAwaiter::Attempt SignalAwaiter::attempt() {
    signalfd_siginfo info{};
    return ::read(source_.descriptor(), &info, sizeof info) < 0 ? failed() : Attempt::done;
}

}  // namespace rt::detail
