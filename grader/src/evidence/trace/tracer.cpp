#include "evidence/trace/tracer.hpp"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "arena/call_policy.hpp"
#include "base/calls.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/memory.hpp"
#include "evidence/trace/pointees.hpp"
#include "evidence/trace/transfers.hpp"
#include "evidence/trace/waiting.hpp"

namespace grader {

namespace {

constexpr int system_call_stop = SIGTRAP | 0x80;  // PTRACE_O_TRACESYSGOOD
constexpr int erestartsys = 512;  // the kernel's own codes for "interrupted, will be restarted"
constexpr int erestart_restartblock = 516;

std::int64_t now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

/// The process a thread belongs to: "Tgid:" in its status.
pid_t process_of(pid_t tid) {
    const std::string status = read_file("/proc/" + std::to_string(tid) + "/status", 4096).value_or("");
    const auto at = status.find("\nTgid:");
    return at == std::string::npos ? tid
                                   : static_cast<pid_t>(std::strtol(status.c_str() + at + 6, nullptr, 10));
}

}  // namespace

Tracer::Tracer(const TraceSpec& spec, Emit emit, Stacks::Confine confine_helper)
    : emit_(std::move(emit)),
      faults_(spec.faults),
      stacks_(std::move(confine_helper)),
      stacks_per_call_(spec.stacks_per_call) {}

void Tracer::seize(pid_t child) {
    constexpr unsigned long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                                      PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD |
                                      PTRACE_O_EXITKILL;
    check(static_cast<int>(::ptrace(PTRACE_SEIZE, child, nullptr, options)), "ptrace(PTRACE_SEIZE)");
    tracees_[child].process = child;
}

void Tracer::emit(const Event& event) {
    if (!executed_) return;
    // Whoever watches keeps what it wants of them.
    if (watches_ || budget_.has_room_for(event))
        emit_(event);
    else if (const auto news = budget_.news_of_loss(event))
        emit_(*news);
}

void Tracer::mark(const std::string& name) {
    Event event;
    event.what = EventKind::mark;
    event.name = name;
    event.begin = event.end = ++order_;
    event.begin_ns = event.end_ns = now_ns();
    emit(event);
}

Tracer::Tracee& Tracer::known(pid_t tid) {
    const auto [entry, is_new] = tracees_.try_emplace(tid);
    // A new thread may stop before its parent's clone event has been seen.
    if (is_new) entry->second.process = process_of(tid);
    return entry->second;
}

void Tracer::resume(pid_t tid, int signal) {
    const auto found = tracees_.find(tid);
    const bool to_exit_stop = found != tracees_.end() && found->second.in_call;
    ::ptrace(to_exit_stop || watches_ ? PTRACE_SYSCALL : PTRACE_CONT, tid, nullptr,
             static_cast<unsigned long>(signal));
}

void Tracer::handle(pid_t tid, int status) {
    if (!WIFSTOPPED(status)) {
        note_end(tid);
        return;
    }
    Tracee& tracee = known(tid);
    const bool newborn_thread = !std::exchange(tracee.begun, true) && tracee.process != tid;
    const int signal = WSTOPSIG(status);
    const int ptrace_event = status >> 16;
    unsigned long message = 0;
    switch (ptrace_event) {
        case PTRACE_EVENT_SECCOMP:
            ::ptrace(PTRACE_GETEVENTMSG, tid, nullptr, &message);
            tracee.failure = 0;
            if (message != stop_to_judge) enter_call(tid, tracee);
            if (message != stop_to_record && tracee.failure == 0) judge(tid, tracee);
            break;
        case PTRACE_EVENT_CLONE:
        case PTRACE_EVENT_FORK:
        case PTRACE_EVENT_VFORK:
            ::ptrace(PTRACE_GETEVENTMSG, tid, nullptr, &message);
            newborn(tid, static_cast<pid_t>(message),
                    ptrace_event == PTRACE_EVENT_CLONE ? Call::clone : Call::fork);
            break;
        case PTRACE_EVENT_EXEC:
            note_exec(tid);
            stacks_.forget();
            break;
        case PTRACE_EVENT_STOP:
            if (signal != SIGTRAP && handing_over_) {
                let_go(tid);
                return;
            }
            if (signal != SIGTRAP) {  // a group stop: leave it stopped until SIGCONT
                ::ptrace(PTRACE_LISTEN, tid, nullptr, nullptr);
                return;
            }
            if (newborn_thread && hold_at_.births) {
                hold(tid);
                return;
            }
            break;
        default:
            if (signal == system_call_stop) {
                if (enters_a_call(tid, tracee)) {
                    enter_call(tid, tracee);
                } else if (leave_call(tid, tracee)) {
                    hold(tid);
                    return;
                }
            } else if (is_to_be_held_dying(tid, signal)) {
                hold(tid);
                return;
            } else {
                resume(tid, signal);
                return;
            }
    }
    resume(tid, 0);
}

// Of all threads the one that has called it is left, and has the number of the first from now on; that one's
// call, and what was done to it, went with it.
void Tracer::note_exec(pid_t tid) {
    unsigned long former = 0;
    ::ptrace(PTRACE_GETEVENTMSG, tid, nullptr, &former);
    if (static_cast<pid_t>(former) != tid) note_end(static_cast<pid_t>(former));
    Tracee& tracee = tracees_[tid];
    tracee = Tracee();
    tracee.process = tid;
    tracee.begun = true;
    std::erase(held_, tid);
    executed_ = true;
}

void Tracer::newborn(pid_t parent, pid_t child, Call how) {
    Tracee& tracee = known(child);
    Event event;
    event.what = tracee.process == child ? EventKind::process_started : EventKind::thread_started;
    event.call = how;
    event.tid = child;
    event.parent = parent;
    event.begin = event.end = ++order_;
    event.begin_ns = event.end_ns = now_ns();
    emit(event);
}

void Tracer::note_end(pid_t tid) {
    const auto found = tracees_.find(tid);
    if (found == tracees_.end()) return;
    Event event;
    event.what = found->second.process == tid ? EventKind::process_ended : EventKind::thread_ended;
    event.tid = tid;
    event.begin = event.end = ++order_;
    event.begin_ns = event.end_ns = now_ns();
    tracees_.erase(found);
    std::erase(held_, tid);
    emit(event);
    budget_.forget(tid);
}

Event Tracer::entered_call(pid_t tid, Tracee& tracee, const Registers& registers) {
    Event call;
    call.call = call_numbered(registers.call());
    // What goes on is the call that was interrupted, with the arguments it had.
    if (call.call == Call::restart_syscall && tracee.interrupted)
        return *std::exchange(tracee.interrupted, {});
    tracee.interrupted.reset();
    call.what = EventKind::call;
    call.tid = tid;
    for (int index = 0; index < 6; ++index) call.arguments.push_back(registers.argument(index));
    const auto descriptor = [&](int index) {
        return descriptors_.describe(tid, static_cast<int>(registers.argument(index)));
    };
    const CallRow& row = about(call.call);
    if (row.on >= 0) call.descriptor = descriptor(row.on);
    if (row.other >= 0) call.other = descriptor(row.other);
    call.asked_ns = asked_wait(tid, call);
    call.waited = waited_descriptors(tid, call, descriptors_);
    call.values = pointees_of(tid, call);
    if (const Descriptor* source = read_from(call); source != nullptr && !has_dontwait(call))
        call.asked_ns = descriptors_.receive_timeout(*source);
    return call;
}

// The first calls of each name from each depth of the stack, which tells one caller from another (and is the
// same for all threads that run the same function, but for whole pages): calls that come by the thousands
// from one place leave room for those from others.
bool Tracer::may_take_stack(Call call, std::uint64_t stack_pointer) {
    constexpr std::uint64_t page = 4'096;
    constexpr int places = 20;
    if (stacks_taken_in_all_ >= places * stacks_per_call_) return false;
    int& taken = stacks_taken_[{call, stack_pointer % page}];
    if (taken >= stacks_per_call_) return false;
    ++taken;
    ++stacks_taken_in_all_;
    return true;
}

void Tracer::enter_call(pid_t tid, Tracee& tracee) {
    Registers registers;
    if (!registers.load(tid)) return;
    const Call made = call_numbered(registers.call());
    if (!recording_ && made != Call::clone && made != Call::io_uring_setup) return;
    Event call = entered_call(tid, tracee, registers);
    if (const auto timeout = receive_timeout_set(tid, call))
        descriptors_.note_receive_timeout(call.descriptor, *timeout);
    if (executed_ && may_take_stack(call.call, registers.stack_pointer()))
        call.stack = stacks_.walk(tracee.process, tid);
    call.begin = ++order_;
    call.begin_ns = now_ns();

    tracee.in_call = true;
    tracee.call = std::move(call);
    tracee.failure = 0;
    tracee.changed_argument = -1;
    tracee.pokes.clear();
    if (!watches_) refuse_escapes(tid, tracee, registers);
    if (!executed_ || tracee.failure != 0 || !faults_.may_strike(tracee.call.call)) return;
    if (const FaultRule* rule = faults_.strike(tracee.call, bytes_asked(tid, tracee.call))) {
        tracee.call.injected = true;
        if (tracee.call.stack.empty() && injected_stacks_-- > 0)
            tracee.call.stack = stacks_.walk(tracee.process, tid);
        apply_fault(tid, tracee, registers, *rule);
    }
}

/// Whether the thread is to be held there.
bool Tracer::leave_call(pid_t tid, Tracee& tracee) {
    if (!tracee.in_call) return false;
    tracee.in_call = false;
    Registers registers;
    if (!registers.load(tid)) return false;
    if (tracee.failure != 0) registers.set_result(-tracee.failure);
    if (tracee.changed_argument >= 0)
        registers.set_argument(tracee.changed_argument, tracee.original_argument);
    if (tracee.failure != 0 || tracee.changed_argument >= 0) registers.store(tid);
    for (const Tracee::Poke& poke : tracee.pokes)
        write_memory(tid, poke.address, &poke.original, sizeof poke.original);

    Event& call = tracee.call;
    call.result = registers.result();
    call.restarted = call.result <= -erestartsys && call.result >= -erestart_restartblock;
    if (call.result == -erestart_restartblock) {
        tracee.interrupted = call;
        tracee.interrupted->result = 0;
        tracee.interrupted->restarted = false;
    }
    if (call.restarted) call.result = -EINTR;
    if (std::exchange(tracee.wants_stack, false)) call.stack = stacks_.walk(tracee.process, tid);
    call.bytes = bytes_in_messages(tid, call);
    call.end = ++order_;
    call.end_ns = now_ns();
    const Returns what = about(call.call).returns;
    const auto number = static_cast<int>(call.result);
    if (number >= 0 && what == Returns::connection)
        call.other = descriptors_.note_connection(tracee.process, tid, number, call.descriptor);
    if (number >= 0 && what == Returns::descriptor) call.other = descriptors_.describe(tid, number);
    if (call.result == 0 && call.call == Call::listen) {
        descriptors_.note_listener(call.descriptor);
        call.descriptor.kind = DescriptorKind::listener;
    }
    const bool held = is_held_after(call);
    emit(call);
    call = Event();
    return held;
}

}  // namespace grader
