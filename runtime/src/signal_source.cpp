#include "rt/signal_source.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "rt/runtime_core.hpp"
#include "rt/spawn.hpp"

namespace rt::detail {

SignalSource::SignalSource(const std::vector<int>& signals, RuntimeCore& runtime) {
    sigset_t blocked;
    ::sigemptyset(&blocked);
    for (const int signal : signals) ::sigaddset(&blocked, signal);
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    for (const int signal : signals) {
        sigset_t one;
        ::sigemptyset(&one);
        ::sigaddset(&one, signal);
        const int descriptor = ::signalfd(-1, &one, SFD_NONBLOCK | SFD_CLOEXEC);
        if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
        auto& source = sources_[signal] = std::make_unique<Source>(descriptor, runtime);
        runtime.reactor.add(*source);
    }
}

SignalSource::~SignalSource() {
    // The signals stay blocked: a second SIGTERM, pending or still to come, must not end the program between
    // here and the end of main().
    for (const auto& [signal, source] : sources_) ::close(source->descriptor());
}

Source& SignalSource::source_of(int signal) {
    const auto found = sources_.find(signal);
    if (found == sources_.end())
        throw std::logic_error(
            "rt::signal(" + std::to_string(signal) +
            "): name the signal in the runtime's Options::signals, so that it is blocked in "
            "all threads from the beginning");
    return *found->second;
}

Source& source_of_signal(int signal) {
    RuntimeCore& runtime = current_runtime();
    if (!runtime.signals) throw std::logic_error("rt::signal(): the runtime's Options::signals is empty");
    return runtime.signals->source_of(signal);
}

IoAwaiter::Attempt SignalAwaiter::attempt() {
    signalfd_siginfo info{};
    const ssize_t got = ::read(source_.descriptor(), &info, sizeof info);
    if (is_blocked(got)) return Attempt::would_block;
    if (got < 0) error_ = errno;
    return Attempt::done;
}

}  // namespace rt::detail
