#include "limits.hpp"

#include <sys/resource.h>

#include "unique_fd.hpp"

namespace bench {

std::size_t raise_connection_limit() {
    constexpr rlim_t for_everything_else = 64;
    rlimit descriptors{};
    check(getrlimit(RLIMIT_NOFILE, &descriptors), "getrlimit");
    descriptors.rlim_cur = descriptors.rlim_max;
    check(setrlimit(RLIMIT_NOFILE, &descriptors), "setrlimit");
    return descriptors.rlim_cur > for_everything_else ? descriptors.rlim_cur - for_everything_else : 1;
}

}  // namespace bench
