// machine_without WHAT... -- PROGRAM [ARGUMENT...]: runs a program as on a machine that lacks something. The
// grader has no switch that turns a layer off; this makes the kernel refuse what the layer is made of.
//   namespaces  unshare, setns, clone with a new namespace, mount, pivot_root: as in an unprivileged
//   container landlock    its three calls: as in an older kernel seccomp     seccomp and
//   prctl(PR_SET_SECCOMP) ptrace      ptrace users       a change of user: as root in a container that maps
//   one user cgroups     an empty directory is mounted over /sys/fs/cgroup: needs CAP_SYS_ADMIN, else nothing
//   is there to
//               hide
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

namespace {

const std::map<std::string, std::vector<const char*>> calls = {
    {"namespaces",
     {"unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
      "fsmount", "mount_setattr"}},
    {"landlock", {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}},
    {"seccomp", {"seccomp"}},
    {"ptrace", {"ptrace"}},
    {"users", {"setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups"}},
    {"cgroups", {}}};

int complain(const std::string& what) {
    fprintf(stderr, "machine_without: %s\n", what.c_str());
    return 125;
}

bool refuse(scmp_filter_ctx filter, const char* name, int error) {
    const int call = seccomp_syscall_resolve_name(name);
    // Not known to this libseccomp or not on this architecture: nothing to refuse.
    if (call == __NR_SCMP_ERROR || call < 0) return true;
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, 0) == 0;
}

bool refuse_flags_of_clone(scmp_filter_ctx filter) {
    for (const unsigned flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC}) {
        const scmp_arg_cmp has_the_flag{0, SCMP_CMP_MASKED_EQ, flag, flag};
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, has_the_flag) != 0)
            return false;
    }
    return refuse(filter, "clone3", ENOSYS);
}

bool hide_cgroups() {
    if (geteuid() != 0 || access("/sys/fs/cgroup", F_OK) != 0) return true;
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           mount("none", "/sys/fs/cgroup", "tmpfs", MS_RDONLY, nullptr) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == nullptr) return complain("out of memory");
    int next = 1;
    for (; next < argc && strcmp(argv[next], "--") != 0; ++next) {
        const std::string what = argv[next];
        const auto refused = calls.find(what);
        if (refused == calls.end()) return complain("there is no \"" + what + "\"");
        if (what == "cgroups" && !hide_cgroups()) return complain("can't hide the cgroups");
        const int error = what == "landlock" || what == "seccomp" ? ENOSYS : EPERM;
        for (const char* const name : refused->second) {
            if (!refuse(filter, name, error)) return complain(std::string("no rule for ") + name);
        }
        if (what == "namespaces" && !refuse_flags_of_clone(filter)) return complain("no rule for clone");
        if (what == "seccomp") {
            const scmp_arg_cmp is_set_seccomp{0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
            if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, is_set_seccomp) != 0)
                return complain("no rule for prctl");
        }
    }
    if (next + 1 >= argc) return complain("usage: machine_without WHAT... -- PROGRAM [ARGUMENT...]");
    // Not with no_new_privs where that can be avoided: the grader is to find what it finds elsewhere.
    if (geteuid() == 0) seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
    const int failure = seccomp_load(filter);
    if (failure != 0) return complain(std::string("load: ") + strerror(-failure));
    seccomp_release(filter);
    execvp(argv[next + 1], argv + next + 1);
    return complain(std::string("execute ") + argv[next + 1] + ": " + strerror(errno));
}
