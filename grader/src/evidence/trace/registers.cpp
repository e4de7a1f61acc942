#include "evidence/trace/registers.hpp"

#include <sys/uio.h>

#include <cstdint>

namespace grader {

#if defined(__x86_64__)

namespace {
// System V ABI for the kernel: rdi, rsi, rdx, r10, r8, r9.
unsigned long long user_regs_struct::*const argument_registers[] = {
    &user_regs_struct::rdi, &user_regs_struct::rsi, &user_regs_struct::rdx,
    &user_regs_struct::r10, &user_regs_struct::r8,  &user_regs_struct::r9};
}  // namespace

bool Registers::load(pid_t tid) {
    iovec place{&registers_, sizeof registers_};
    if (::ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &place) != 0) return false;
    call_ = static_cast<long>(registers_.orig_rax);
    return true;
}

bool Registers::store(pid_t tid) {
    iovec place{&registers_, sizeof registers_};
    return ::ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &place) == 0;
}

void Registers::skip_call(pid_t tid) {
    registers_.orig_rax = static_cast<unsigned long long>(-1);
    store(tid);
}

std::uint64_t Registers::argument(int index) const {
    return registers_.*argument_registers[index];
}
void Registers::set_argument(int index, std::uint64_t value) {
    registers_.*argument_registers[index] = value;
}
std::uint64_t Registers::stack_pointer() const {
    return registers_.rsp;
}
std::int64_t Registers::result() const {
    return static_cast<std::int64_t>(registers_.rax);
}
void Registers::set_result(std::int64_t value) {
    registers_.rax = static_cast<unsigned long long>(value);
}

#elif defined(__aarch64__)

namespace {
constexpr int nt_arm_system_call = 0x404;
}

bool Registers::load(pid_t tid) {
    iovec place{&registers_, sizeof registers_};
    if (::ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &place) != 0) return false;
    call_ = static_cast<long>(registers_.regs[8]);
    return true;
}

bool Registers::store(pid_t tid) {
    iovec place{&registers_, sizeof registers_};
    return ::ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &place) == 0;
}

void Registers::skip_call(pid_t tid) {
    int none = -1;  // x8 is ignored once the call has been entered; this register set is what counts
    iovec place{&none, sizeof none};
    ::ptrace(PTRACE_SETREGSET, tid, nt_arm_system_call, &place);
}

std::uint64_t Registers::argument(int index) const {
    return registers_.regs[index];
}
void Registers::set_argument(int index, std::uint64_t value) {
    registers_.regs[index] = value;
}
std::uint64_t Registers::stack_pointer() const {
    return registers_.sp;
}
std::int64_t Registers::result() const {
    return static_cast<std::int64_t>(registers_.regs[0]);
}
void Registers::set_result(std::int64_t value) {
    registers_.regs[0] = static_cast<std::uint64_t>(value);
}

#else
#error "The tracer knows x86-64 and aarch64"
#endif

long Registers::call() const {
    return call_;
}

}  // namespace grader
