#include "arena/call_filter.hpp"

#include <linux/audit.h>
#include <linux/seccomp.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace grader {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t this_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t this_architecture = AUDIT_ARCH_AARCH64;
#else
#error "The system-call filter knows x86-64 and aarch64"
#endif
constexpr std::uint32_t x32_bit = 0x40000000;

sock_filter load(std::size_t offset) {
    return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)};
}
sock_filter jump_if_equal(std::uint32_t value, std::size_t then, std::size_t otherwise) {
    return {BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint8_t>(then), static_cast<std::uint8_t>(otherwise),
            value};
}
sock_filter jump_if_at_least(std::uint32_t value, std::size_t then, std::size_t otherwise) {
    return {BPF_JMP | BPF_JGE | BPF_K, static_cast<std::uint8_t>(then), static_cast<std::uint8_t>(otherwise),
            value};
}
sock_filter end_with(std::uint32_t action) {
    return {BPF_RET | BPF_K, 0, 0, action};
}

constexpr std::size_t number_at = offsetof(seccomp_data, nr);

/// The half of it: both architectures are little-endian.
std::size_t place_of(const ArgumentRule& rule) {
    return offsetof(seccomp_data, args) + sizeof(std::uint64_t) * static_cast<std::size_t>(rule.index) +
           (rule.upper ? sizeof(std::uint32_t) : 0);
}

/// Comes to its end where the argument fits, and jumps over `rest` instructions more where it does not.
std::vector<sock_filter> look_at(const ArgumentRule& rule, std::size_t rest) {
    std::vector<sock_filter> code = {load(place_of(rule))};
    if (rule.mask != ~0U) code.push_back({BPF_ALU | BPF_AND | BPF_K, 0, 0, rule.mask});
    for (std::size_t value = 0; value < rule.values.size(); ++value) {
        const std::size_t later = rule.values.size() - value - 1;
        const std::size_t unless_last = later == 0 ? rest : 0;
        code.push_back(rule.among ? jump_if_equal(rule.values[value], later, unless_last)
                                  : jump_if_equal(rule.values[value], later + rest, 0));
    }
    return code;
}

void append(std::vector<sock_filter>& code, const CallRule& rule) {
    // From its end to its beginning: each part jumps over those behind it. What follows has the call's number
    // loaded again, as it was before.
    std::vector<sock_filter> body = {end_with(rule.action)};
    for (auto argument = rule.arguments.rbegin(); argument != rule.arguments.rend(); ++argument) {
        const std::vector<sock_filter> test = look_at(*argument, body.size());
        body.insert(body.begin(), test.begin(), test.end());
    }
    code.push_back(jump_if_equal(static_cast<std::uint32_t>(rule.call), 0,
                                 body.size() + (rule.arguments.empty() ? 0 : 1)));
    code.insert(code.end(), body.begin(), body.end());
    if (!rule.arguments.empty()) code.push_back(load(number_at));
}

}  // namespace

std::vector<sock_filter> assemble(const std::vector<CallRule>& rules) {
    std::vector<sock_filter> code = {
        load(offsetof(seccomp_data, arch)),      jump_if_equal(this_architecture, 1, 0),
        end_with(SECCOMP_RET_KILL_PROCESS),      load(number_at),
        jump_if_at_least(x32_bit, 0, 1),         end_with(SECCOMP_RET_KILL_PROCESS),
        jump_if_at_least(newest_call + 1, 0, 1), end_with(SECCOMP_RET_ERRNO | ENOSYS)};
    for (const CallRule& rule : rules) {
        if (rule.call >= 0) append(code, rule);
    }
    code.push_back(end_with(SECCOMP_RET_ALLOW));
    return code;
}

}  // namespace grader
