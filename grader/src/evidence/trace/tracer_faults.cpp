// How the tracer makes a call fail, do less than it was asked to, or wait no longer: at its entry. What was
// changed is restored at its exit (tracer.cpp). Some calls always fail: those that lead out of its sight.
#include <sched.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/calls.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/memory.hpp"
#include "evidence/trace/tracer.hpp"
#include "evidence/trace/transfers.hpp"

namespace grader {

// What the filter's deny-list says of calls that are not traced.
void Tracer::refuse_escapes(pid_t tid, Tracee& tracee, Registers& registers) {
    if (tracee.call.call == Call::io_uring_setup) fail_call(tid, tracee, registers, ENOSYS);
    if (tracee.call.call != Call::clone) return;
    constexpr std::uint64_t new_worlds = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                                         CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    const std::uint64_t flags = registers.argument(0);
    const auto has = [&](std::uint64_t flag) { return (flags & flag) != 0; };
    // Threads share their descriptors; and who shares memory or descriptors without being one is a child
    // that execs at once (vfork(2), posix_spawn(3)).
    const bool thread_apart = has(CLONE_THREAD) && !has(CLONE_FILES);
    const bool half_a_thread = !has(CLONE_THREAD) && !has(CLONE_VFORK) && (has(CLONE_VM) || has(CLONE_FILES));
    if (has(new_worlds)) {
        fail_call(tid, tracee, registers, EPERM);
    } else if (thread_apart || half_a_thread) {
        tracee.call.refused = true;
        fail_call(tid, tracee, registers, EPERM);
    } else if (has(CLONE_UNTRACED)) {
        registers.set_argument(0, flags & ~std::uint64_t{CLONE_UNTRACED});
        registers.store(tid);
    }
}

void Tracer::fail_call(pid_t tid, Tracee& tracee, Registers& registers, int error) {
    tracee.failure = error;
    registers.skip_call(tid);
}

void Tracer::apply_fault(pid_t tid, Tracee& tracee, Registers& registers, const FaultRule& rule) {
    if (rule.elapses) {
        let_time_elapse(tid, tracee, registers);
        return;
    }
    if (rule.error != 0) {
        fail_call(tid, tracee, registers, rule.error);
        return;
    }
    const int index = length_argument(tracee.call.call);
    if (index < 0) {
        cut_vectors(tid, tracee, registers, rule.cut_to);
    } else {
        tracee.changed_argument = index;
        tracee.original_argument = registers.argument(index);
        registers.set_argument(index, rule.cut_to);
        registers.store(tid);
    }
}

// A poll or select looks once, without waiting: the kernel itself says then that there is nothing.
void Tracer::let_time_elapse(pid_t tid, Tracee& tracee, Registers& registers) const {
    const auto& time = about(tracee.call.call).time;
    if (read_from(tracee.call) != nullptr) {
        fail_call(tid, tracee, registers, EAGAIN);
    } else if (time.kind == Time::milliseconds) {
        tracee.changed_argument = time.argument;
        tracee.original_argument = registers.argument(time.argument);
        registers.set_argument(time.argument, 0);
        registers.store(tid);
    } else {
        // A timespec or timeval: two words.
        const std::uint64_t address = registers.argument(time.argument);
        poke(tid, tracee, address, 0);
        poke(tid, tracee, address + sizeof(std::uint64_t), 0);
    }
}

// readv, writev, recvmsg, sendmsg: one vector of at most `length` bytes. The program's own structures are in
// its memory, so the lengths are poked there.
void Tracer::cut_vectors(pid_t tid, Tracee& tracee, Registers& registers, std::size_t length) {
    const std::optional<Vectors> asked = vectors_of(tid, tracee.call);
    if (!asked) return;
    if (asked->first_length > length) poke(tid, tracee, asked->address + offsetof(iovec, iov_len), length);
    if (asked->message != 0) {
        poke(tid, tracee, asked->message + offsetof(msghdr, msg_iovlen), 1);
    } else {
        tracee.changed_argument = 2;
        tracee.original_argument = registers.argument(2);
        registers.set_argument(2, 1);
        registers.store(tid);
    }
}

void Tracer::poke(pid_t tid, Tracee& tracee, std::uint64_t address, std::uint64_t value) {
    std::uint64_t original = 0;
    if (read_memory(tid, address, &original, sizeof original) &&
        write_memory(tid, address, &value, sizeof value))
        tracee.pokes.push_back({address, original});
}

}  // namespace grader
