#include "evidence/trace/tracer.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "evidence/trace/calls.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/memory.hpp"
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
    if (executed_) emit_(event);
}

void Tracer::mark(const std::string& name) {
    Event event;
    event.what = "mark";
    event.name = name;
    event.begin = event.end = ++order_;
    event.begin_ns = event.end_ns = now_ns();
    emit(event);
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

std::vector<Event> Tracer::calls_in_flight() const {
    std::vector<Event> calls;
    for (const auto& [tid, tracee] : tracees_) {
        if (tracee.in_call) calls.push_back(tracee.call);
    }
    return calls;
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
    ::ptrace(to_exit_stop ? PTRACE_SYSCALL : PTRACE_CONT, tid, nullptr, static_cast<unsigned long>(signal));
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
            enter_call(tid, tracee);
            break;
        case PTRACE_EVENT_CLONE:
        case PTRACE_EVENT_FORK:
        case PTRACE_EVENT_VFORK:
            ::ptrace(PTRACE_GETEVENTMSG, tid, nullptr, &message);
            newborn(tid, static_cast<pid_t>(message), ptrace_event == PTRACE_EVENT_CLONE ? "clone" : "fork");
            break;
        case PTRACE_EVENT_EXEC:
            executed_ = true;
            stacks_.forget();
            break;
        case PTRACE_EVENT_STOP:
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
                if (leave_call(tid, tracee)) {
                    hold(tid);
                    return;
                }
            } else {
                resume(tid, signal);
                return;
            }
    }
    resume(tid, 0);
}

void Tracer::newborn(pid_t parent, pid_t child, const char* how) {
    Tracee& tracee = known(child);
    Event event;
    event.what = tracee.process == child ? "process-started" : "thread-started";
    event.name = how;
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
    event.what = found->second.process == tid ? "process-ended" : "thread-ended";
    event.tid = tid;
    event.begin = event.end = ++order_;
    event.begin_ns = event.end_ns = now_ns();
    tracees_.erase(found);
    emit(event);
}

void Tracer::enter_call(pid_t tid, Tracee& tracee) {
    Registers registers;
    if (!registers.load(tid)) return;
    Event call;
    call.what = "call";
    call.tid = tid;
    call.name = call_name(registers.call());
    if (!recording_ && call.name != "clone" && call.name != "io_uring_setup") return;
    for (int index = 0; index < 6; ++index) call.arguments.push_back(registers.argument(index));
    if (const int index = descriptor_argument(call.name); index >= 0)
        call.descriptor = descriptors_.describe(tracee.process, static_cast<int>(registers.argument(index)));
    if (call.name == "splice")
        call.other = descriptors_.describe(tracee.process, static_cast<int>(registers.argument(2)));
    if (call.name == "sendfile")
        call.other = descriptors_.describe(tracee.process, static_cast<int>(registers.argument(1)));
    if (call.name == "epoll_ctl")
        call.other = descriptors_.describe(tracee.process, static_cast<int>(registers.argument(2)));
    call.asked_ns = asked_wait(tid, call);
    call.waited = waited_descriptors(tid, call, tracee.process, descriptors_);
    if (const Descriptor* source = read_from(call); source != nullptr && !has_dontwait(call))
        call.asked_ns = descriptors_.receive_timeout(*source);
    if (const auto timeout = receive_timeout_set(tid, call))
        descriptors_.note_receive_timeout(call.descriptor, *timeout);
    if (executed_ && stacks_taken_[call.name] < stacks_per_call_) {
        ++stacks_taken_[call.name];
        call.stack = stacks_.walk(tracee.process, tid);
    }
    call.begin = ++order_;
    call.begin_ns = now_ns();

    tracee.in_call = true;
    tracee.call = std::move(call);
    tracee.failure = 0;
    tracee.changed_argument = -1;
    tracee.pokes.clear();
    refuse_escapes(tid, tracee, registers);
    if (!executed_ || tracee.failure != 0 || !faults_.may_strike(tracee.call.name)) return;
    if (const FaultRule* rule = faults_.strike(tracee.call, bytes_asked(tid, tracee.call))) {
        tracee.call.injected = true;
        if (tracee.call.stack.empty() && injected_stacks_-- > 0)
            tracee.call.stack = stacks_.walk(tracee.process, tid);
        apply_fault(tid, tracee, registers, *rule);
    }
}

void Tracer::refuse_escapes(pid_t tid, Tracee& tracee, Registers& registers) const {
    // What the filter's deny-list says of calls that are not traced.
    if (tracee.call.name == "io_uring_setup") fail_call(tid, tracee, registers, ENOSYS);
    if (tracee.call.name != "clone") return;
    constexpr std::uint64_t new_worlds = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                                         CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    const std::uint64_t flags = registers.argument(0);
    if ((flags & new_worlds) != 0) {
        fail_call(tid, tracee, registers, EPERM);
    } else if ((flags & CLONE_UNTRACED) != 0) {
        registers.set_argument(0, flags & ~std::uint64_t{CLONE_UNTRACED});
        registers.store(tid);
    }
}

void Tracer::fail_call(pid_t tid, Tracee& tracee, Registers& registers, int error) const {
    tracee.failure = error;
    registers.skip_call(tid);
}

bool Tracer::is_held_after(const Event& call) const {
    const Descriptor* source = read_from(call);
    if (hold_at_.reads && call.result > 0 && source != nullptr && source->kind == "connection") return true;
    if (hold_at_.accepts && call.result >= 0 && accepts(call.name)) return true;
    return hold_at_.closes && call.result == 0 && call.name == "close" &&
           call.descriptor.kind == "connection";
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
    if (call.restarted) call.result = -EINTR;
    call.end = ++order_;
    call.end_ns = now_ns();
    const bool made_descriptor = call.name == "socket" || call.name.compare(0, 3, "dup") == 0;
    if (call.result >= 0 && accepts(call.name))
        call.other =
            descriptors_.note_connection(tracee.process, static_cast<int>(call.result), call.descriptor);
    if (call.result >= 0 && made_descriptor)
        call.other = descriptors_.describe(tracee.process, static_cast<int>(call.result));
    if (call.result == 0 && call.name == "listen") {
        descriptors_.note_listener(call.descriptor);
        call.descriptor.kind = "listener";
    }
    const bool held = is_held_after(call);
    emit(call);
    call = Event();
    return held;
}

}  // namespace grader
