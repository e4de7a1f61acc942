// What the tracer does with threads on request: holds them, lets them go, tells in which calls they are, and
// wakes one for a look at its stack.
#include <sys/ptrace.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/calls.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/tracer.hpp"

namespace grader {

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
