#include "evidence/trace/pointees.hpp"

#include <signal.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/calls.hpp"
#include "evidence/trace/memory.hpp"

namespace grader {

namespace {

/// What the kernel is given, which is not what a program gives to sigaction(3): handler, flags, and so on.
struct KernelSigaction {
    std::uint64_t handler;
    std::uint64_t flags;
};

std::vector<std::int64_t> option_value(pid_t tid, const Event& call) {
    std::array<std::int32_t, 4> value{};
    const std::size_t ints = std::min(call.arguments[4] / sizeof(std::int32_t), value.size());
    if (ints == 0 || !read_memory(tid, call.arguments[3], value.data(), ints * sizeof(std::int32_t)))
        return {};
    return {value.begin(), value.begin() + static_cast<std::ptrdiff_t>(ints)};
}

std::vector<std::int64_t> signal_action(pid_t tid, const Event& call) {
    KernelSigaction action{};
    if (call.arguments[1] == 0 || !read_memory(tid, call.arguments[1], &action, sizeof action)) return {};
    const SignalAction kind =
        action.handler == reinterpret_cast<std::uint64_t>(SIG_DFL)   ? SignalAction::by_default
        : action.handler == reinterpret_cast<std::uint64_t>(SIG_IGN) ? SignalAction::ignored
                                                                     : SignalAction::handled;
    return {static_cast<std::int64_t>(kind), static_cast<std::int64_t>(action.flags)};
}

}  // namespace

std::vector<std::int64_t> pointees_of(pid_t tid, const Event& call) {
    if (call.call == Call::setsockopt) return option_value(tid, call);
    if (call.call == Call::rt_sigaction) return signal_action(tid, call);
    return {};
}

}  // namespace grader
