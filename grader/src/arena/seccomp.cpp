#include "arena/seccomp.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "base/error.hpp"

namespace grader {

void load_system_call_filter(const CallPolicy& policy) {
    std::vector<sock_filter> code = assemble(rules_of(policy));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    check(static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)),
          "load the system-call filter");
}

}  // namespace grader
