#include <sys/mount.h>
static void look() {
    const struct { int flag; const char* name; } worlds[] = {
        {CLONE_NEWUSER, "user"}, {CLONE_NEWNS, "mount"}, {CLONE_NEWNET, "net"}, {CLONE_NEWPID, "pid"}, {CLONE_NEWUSER | CLONE_NEWNS, "both"}};
    for (const auto& world : worlds) {
        const int flag = world.flag;
        if (WEXITSTATUS(in_child([flag] { _exit(unshare(flag) == 0 ? 7 : 0); })) == 7) win(world.name);
        const long child = syscall(SYS_clone, flag | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) _exit(0);
        if (child > 0) win(std::string("clone ") + world.name);
        struct { uint64_t flags, pidfd, child, parent, signal, stack, size, tls, tids, number, cgroup; } more{};
        more.flags = (uint64_t)flag;
        more.signal = SIGCHLD;
        const long third = syscall(435, &more, sizeof more);
        if (third == 0) _exit(0);
        if (third > 0) win(std::string("clone3 ") + world.name);
    }
    if (mount("none", ".", "tmpfs", 0, nullptr) == 0) win("mount");
    if (chroot(".") == 0) win("chroot");
    const int other = open(("/proc/" + std::to_string(getppid()) + "/ns/mnt").c_str(), O_RDONLY);
    if (other >= 0 && setns(other, 0) == 0) win("setns");
    while (waitpid(-1, nullptr, WNOHANG) > 0) {}
}
#define ATTACK_START look()
