// What the tracer does with threads on request: holds them, lets them go, tells in which calls they are, and
// wakes one for a look at its stack; and how it hands all of them over to a debugger.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "evidence/proc/processes.hpp"
#include "evidence/proc/tcp_table.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/tracer.hpp"

namespace grader {

namespace {

/// Whether the process has a handler for the signal, or ignores it: two masks in its status.
bool has_its_own_way(pid_t process, int signal) {
    const std::string status = read_file("/proc/" + std::to_string(process) + "/status", 8192).value_or("");
    for (const char* key : {"\nSigIgn:", "\nSigCgt:"}) {
        const auto at = status.find(key);
        if (at == std::string::npos) continue;
        constexpr std::size_t length_of_key = 8;
        const std::uint64_t mask = std::strtoull(status.c_str() + at + length_of_key, nullptr, 16);
        if ((mask >> static_cast<unsigned>(signal - 1) & 1U) != 0) return true;
    }
    return false;
}

/// Whether it does so where nobody has said otherwise: signal(7).
bool ends_a_process(int signal) {
    constexpr int harmless[] = {SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
    return std::find(std::begin(harmless), std::end(harmless), signal) == std::end(harmless);
}

}  // namespace

void Tracer::watch(pid_t process, bool before_exec) {
    constexpr unsigned long options = PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                                      PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD;
    watches_ = true;
    executed_ = !before_exec;
    // Threads may be made while others are seized: until a look finds none that is new.
    for (bool found = true; std::exchange(found, false);) {
        for (const int tid : numbers_in("/proc/" + std::to_string(process) + "/task")) {
            if (tracees_.count(tid) != 0) continue;
            if (::ptrace(PTRACE_SEIZE, tid, nullptr, options) != 0) {
                if (errno == ESRCH) continue;
                check(-1, "ptrace(PTRACE_SEIZE)");
            }
            tracees_[tid].process = process;
            tracees_[tid].begun = true;
            ::ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
            found = true;
        }
    }
    for (const auto& table : {read_tcp_table(), read_tcp6_table()}) descriptors_.note_sockets(table);
}

// Its entry, or its exit: each comes as the same stop. Of one that was under way when it was seized only the
// exit is seen.
bool Tracer::enters_a_call(pid_t tid, const Tracee& tracee) const {
    if (!watches_ || tracee.in_call) return false;
    __ptrace_syscall_info info{};
    return ::ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) > 0 &&
           info.op == PTRACE_SYSCALL_INFO_ENTRY;
}

bool Tracer::is_to_be_held_dying(pid_t tid, int signal) {
    if (!holds_the_dying_ || dying_ || handing_over_ || !executed_) return false;
    if (!ends_a_process(signal) || has_its_own_way(known(tid).process, signal)) return false;
    dying_ = Dying{tid, signal};
    return true;
}

// What was changed in calls is restored at their exits, to which each thread comes first: a signal ends its
// wait. Who is held is past that, and needs a signal of its own: the process's may be in another thread's
// hands already, and it would go on until that one stops it.
void Tracer::begin_hand_over() {
    handing_over_ = true;
    hold_at_ = HoldPoints();
    recording_ = false;
    for (const pid_t process : processes()) ::kill(process, SIGSTOP);
    for (const pid_t tid : std::exchange(held_, {})) {
        ::syscall(SYS_tgkill, known(tid).process, tid, SIGSTOP);
        let_go(tid);
    }
}

void Tracer::let_go(pid_t tid) {
    ::ptrace(PTRACE_DETACH, tid, nullptr, nullptr);
    tracees_.erase(tid);
}

void Tracer::release_held() {
    hold_at_ = HoldPoints();
    recording_ = false;
    for (const pid_t tid : held_) resume(tid, 0);
    held_.clear();
}

void Tracer::release(pid_t tid) {
    if (std::erase(held_, tid) > 0) resume(tid, 0);
}

std::vector<Event> Tracer::calls_in_flight() {
    constexpr std::size_t most = 5'000;  // calls, and descriptors that they wait for
    std::vector<Event> calls;
    std::size_t taken = 0;
    for (const auto& [tid, tracee] : tracees_) {
        if (!tracee.in_call) continue;
        taken += 1 + tracee.call.waited.size();
        if (taken > most) {
            if (const auto news = budget_.news_of_loss(tracee.call)) emit_(*news);
            break;
        }
        calls.push_back(tracee.call);
    }
    return calls;
}

void Tracer::interrupt_for_stack(pid_t tid) {
    const auto found = tracees_.find(tid);
    if (found == tracees_.end() || !found->second.in_call || std::count(held_.begin(), held_.end(), tid) != 0)
        return;
    found->second.wants_stack = true;
    ::ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
}

bool Tracer::is_held_after(const Event& call) const {
    if (hold_at_.reads && call.result > 0 && is_connection(read_from(call))) return true;
    if (hold_at_.accepts && call.result >= 0 && accepts(call.call)) return true;
    return hold_at_.closes && call.result == 0 && call.call == Call::close && is_connection(call.descriptor);
}

}  // namespace grader
