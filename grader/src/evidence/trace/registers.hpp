// The registers of a stopped thread in the vocabulary of system calls, for x86-64 and aarch64. See
// syscall(2).
#pragma once

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>

#include <cstdint>

namespace grader {

class Registers {
 public:
    /// False if the thread is gone.
    bool load(pid_t tid);
    bool store(pid_t tid);

    [[nodiscard]] long call() const;
    /// Makes the kernel skip the call (at its entry).
    void skip_call(pid_t tid);
    [[nodiscard]] std::uint64_t argument(int index) const;
    void set_argument(int index, std::uint64_t value);
    [[nodiscard]] std::uint64_t stack_pointer() const;
    [[nodiscard]] std::int64_t result() const;
    void set_result(std::int64_t value);

 private:
    user_regs_struct registers_{};
    long call_ = -1;
};

}  // namespace grader
