// A system-call filter as the kernel wants it (classic BPF, see seccomp(2)), from rules that a person can
// read. The first rule that fits a call decides it; a call that none fits is allowed.
//
// libseccomp has no rule for "any number but these" that looks at 32 bits alone, as the kernel does with an
// int: what it compares is a register, and whoever sets the upper half of that would pass by.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

namespace grader {

/// About the lower 32 bits of an argument, or the upper.
struct ArgumentRule {
    int index = 0;
    std::uint32_t mask = ~0U;
    std::vector<std::uint32_t> values;
    bool among = true;  ///< false: the rule fits where the masked argument is none of the values
    bool upper = false;
};

struct CallRule {
    long call = 0;
    std::vector<ArgumentRule> arguments;  ///< all must fit
    std::uint32_t action = 0;             ///< SECCOMP_RET_…
};

/// The newest call that a rule may name. What comes after it nobody has looked at: ENOSYS.
constexpr long newest_call = 469;  // file_setattr, Linux 6.17

/// Calls by way of another architecture's table (int 0x80, x32), which would pass by every rule, end the
/// process.
std::vector<sock_filter> assemble(const std::vector<CallRule>& rules);

}  // namespace grader
