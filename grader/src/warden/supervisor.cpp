#include "warden/supervisor.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "evidence/proc/processes.hpp"
#include "warden/answers.hpp"
#include "warden/confine.hpp"
#include "warden/memory_watch.hpp"

namespace grader {

namespace {

UniqueFd signals_of_children() {
    sigset_t child_signal;
    ::sigemptyset(&child_signal);
    ::sigaddset(&child_signal, SIGCHLD);
    check(::sigprocmask(SIG_BLOCK, &child_signal, nullptr), "sigprocmask");
    return UniqueFd(check(::signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
}

/// SIGKILL for every living process that descends from `ancestor`.
void kill_descendants(pid_t ancestor) {
    for (const pid_t pid : descendants(ancestor)) {
        if (pid != ancestor) ::kill(pid, SIGKILL);
    }
}

// What reads the program's files for us gets what the program has, and no more: whoever takes it over has won
// nothing.
void confine_stack_helper(LaunchSpec spec) {
    spec.attach = false;
    spec.limits = Limits();
    constexpr std::uint64_t nothing_is_executed = ~0ULL;
    confine_program({std::move(spec)}, nothing_is_executed, false);
}

}  // namespace

Supervisor::Supervisor(const to_warden::Launch& launch, Channel& channel)
    : launch_(launch),
      channel_(channel),
      child_signals_(signals_of_children()),
      bounds_(launch.program.limits, [this] { return processes(); }),
      program_(launch, bounds_.permits()) {
    if (launch_.has_tracer()) {
        tracer_ = std::make_unique<Tracer>(
            launch_.trace.value_or(TraceSpec()),
            [this](const Event& event) {
                channel_.send(from_warden::Message{0, from_warden::Observed{event}});
            },
            [this] { confine_stack_helper(launch_.program); });
        if (launch_.program.debugger != 0) tracer_->hold_at_deadly_signals();
        tracer_->seize(program_.process());
    }
    channel_.send(from_warden::Message{0, from_warden::Started{program_.process()}});
    program_.let_go();
}

void Supervisor::supervise() {
    bool channel_ended = false;
    for (;;) {
        // Before the first poll, too: a command may have come with the launch order and be in the channel's
        // buffer.
        while (const auto command = channel_.receive_now(channel_ended))
            channel_.send(obey(command->get<to_warden::Command>()));
        if (!is_handed_over_) bounds_.look_now_and_then();
        if (status_ || channel_ended || !bounds_.exceeded().empty()) return;
        pollfd waiting[] = {{child_signals_.get(), POLLIN, 0},
                            {channel_.fd(), POLLIN, 0},
                            {bounds_.permits().fd(), POLLIN, 0}};
        if (::poll(waiting, std::size(waiting), Bounds::look_every.count()) < 0) continue;
        if (waiting[0].revents != 0) handle_children();
        if (waiting[2].revents != 0) bounds_.answer();
    }
}

std::vector<pid_t> Supervisor::processes() const {
    if (launch_.program.use_pid_namespace) return all_other_processes();
    return tracer_ ? tracer_->processes() : descendants(program_.process());
}

void Supervisor::handle_children() {
    signalfd_siginfo info{};
    while (::read(child_signals_.get(), &info, sizeof info) > 0) {
    }
    // All stops first, then the handling: restarting each at once lets a busy thread starve the others.
    std::vector<std::pair<pid_t, int>> batch;
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0;)
        batch.emplace_back(pid, status);
    for (const auto& [pid, stop] : batch) {
        if (tracer_) tracer_->handle(pid, stop);
        if (pid == program_.process() && !WIFSTOPPED(stop)) status_ = stop;
    }
    if (!tracer_ || !tracer_->dying() || is_handed_over_) return;
    const Tracer::Dying dying = *tracer_->dying();
    hand_over();
    channel_.send(from_warden::Message{0, from_warden::Fell{dying.tid}});
    channel_.send(from_warden::Message{0, from_warden::Ended{{Exit::Kind::signalled, dying.signal, ""}}});
}

from_warden::Message Supervisor::obey(const to_warden::Command& command) {
    if (std::holds_alternative<to_warden::HandOver>(command.what)) hand_over();
    return answer(command, program_.process(), tracer_.get());
}

/// The program stops, and nobody traces it any more.
void Supervisor::hand_over() {
    if (std::exchange(is_handed_over_, true)) return;
    if (!tracer_) {
        for (const pid_t process : processes()) ::kill(process, SIGSTOP);
        return;
    }
    tracer_->begin_hand_over();
    // A thread that does not come to a stop is deep in the kernel, and no debugger gets it either.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    while (tracer_->is_traced() && !status_ && std::chrono::steady_clock::now() < until) {
        handle_children();
        ::usleep(1'000);
    }
}

void Supervisor::end_all() {
    if (tracer_) tracer_->end_helper();
    if (launch_.program.use_pid_namespace) {
        ::kill(-1, SIGKILL);  // we are its init: everything but us, here only
    }
    // Every descendant is, or becomes, our child; what forks while being killed is met in the next round.
    // A bomb's thousands take the kernel a while.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    for (int round = 0; std::chrono::steady_clock::now() < until; ++round) {
        if (!launch_.program.use_pid_namespace) kill_descendants(::getpid());
        int status = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
            if (pid == program_.process() && !WIFSTOPPED(status)) status_ = status;
        }
        if (pid < 0 && errno == ECHILD) return;
        ::usleep(round < 20 ? 500 : 5'000);
    }
}

Exit Supervisor::how_it_ended() const {
    const std::string failure = program_.failure();
    if (!failure.empty()) return {Exit::Kind::not_launched, 0, failure};
    if (!bounds_.exceeded().empty()) return {Exit::Kind::signalled, SIGKILL, bounds_.exceeded()};
    if (status_ && WIFSIGNALED(*status_)) return {Exit::Kind::signalled, WTERMSIG(*status_), ""};
    return {Exit::Kind::exited, status_ ? WEXITSTATUS(*status_) : 0, ""};
}

}  // namespace grader
