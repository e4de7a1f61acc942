#include "arena/namespaces.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace {

void map_own_user(unsigned uid, unsigned gid) {
    // setgroups must be denied before an unprivileged process may map its group: user_namespaces(7).
    if (!write_control("/proc/self/setgroups", "deny") && errno != ENOENT)
        check(-1, "write /proc/self/setgroups");
    const auto line = [](unsigned id) { return std::to_string(id) + " " + std::to_string(id) + " 1"; };
    if (!write_control("/proc/self/uid_map", line(uid))) check(-1, "write /proc/self/uid_map");
    if (!write_control("/proc/self/gid_map", line(gid))) check(-1, "write /proc/self/gid_map");
}

// The capabilities in the new user namespace end with exec(2), unless they are ambient: capabilities(7). The
// wardens, which are executed, make namespaces of their own; what they launch gets none
// (drop_capabilities()).
void keep_capabilities_across_exec() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    check(static_cast<int>(::syscall(SYS_capget, &header, sets)), "capget");
    for (__user_cap_data_struct& set : sets) set.inheritable = set.permitted;
    check(static_cast<int>(::syscall(SYS_capset, &header, sets)), "capset");
    for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
}

}  // namespace

bool bring_loopback_up() {
    const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return false;
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return false;
    if ((request.ifr_flags & IFF_UP) != 0) return true;
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
    return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

void enter_private_world(bool root) {
    const unsigned uid = ::getuid();
    const unsigned gid = ::getgid();
    constexpr int wanted = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC;
    check(::unshare(root ? wanted : wanted | CLONE_NEWUSER), "unshare");
    if (!root) {
        map_own_user(uid, gid);
        keep_capabilities_across_exec();
    }
    // Nothing mounted from here on may show outside.
    check(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make / private");
    if (!bring_loopback_up()) check(-1, "bring lo up");
}

void mount_scratch(const std::string& directory, unsigned megabytes) {
    const std::string options = "mode=0755,size=" + std::to_string(megabytes) + "m";
    check(::mount("io-labs", directory.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()),
          "mount tmpfs");
}

}  // namespace grader
