#include <grp.h>
static void become() {
    const uid_t was = getuid();
    if (was == 0) {
        // In a user namespace of one user: then this is no power. Outside of it, it is.
        if (contents("/proc/self/uid_map").find("4294967295") != std::string::npos) win("is root");
        return;
    }
    if (setuid(0) == 0 || seteuid(0) == 0 || setresuid(0, 0, 0) == 0) win("setuid");
    if (setgid(0) == 0 && getgid() != 0) win("setgid");
    const gid_t none[] = {0};
    if (setgroups(1, none) == 0) win("setgroups");
    const std::string status = contents("/proc/self/status");
    if (status.find("CapEff:\t0000000000000000") == std::string::npos) win("capabilities");
    for (const char* const program : {"/usr/bin/su", "/usr/bin/passwd", "/usr/bin/newgrp", "/usr/bin/mount"}) {
        const int status_of_it = in_child([program] {
            alarm(2);
            execl(program, program, "--version", nullptr);
            _exit(0);
        });
        (void)status_of_it;
    }
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) win("new privileges");
}
#define ATTACK_START become()
