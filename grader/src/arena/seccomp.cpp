#include "arena/seccomp.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "base/error.hpp"

namespace grader {

namespace {

int load(const CallPolicy& policy, unsigned long flags) {
    std::vector<sock_filter> code = assemble(rules_of(policy));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    return static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

}  // namespace

UniqueFd load_system_call_filter(CallPolicy policy) {
    if (policy.new_processes_ask) {
        UniqueFd listener(load(policy, SECCOMP_FILTER_FLAG_NEW_LISTENER));
        if (listener) return listener;
        // With nobody to answer, each would fail.
        policy.new_processes_ask = false;
    }
    check(load(policy, 0), "load the system-call filter");
    return {};
}

}  // namespace grader
