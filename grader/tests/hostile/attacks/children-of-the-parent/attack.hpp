static void leave() {
    for (const int flags : {CLONE_PARENT | SIGCHLD, CLONE_PARENT, CLONE_UNTRACED | SIGCHLD, 0, CLONE_PARENT | CLONE_UNTRACED | CLONE_FS}) {
        const long child = syscall(SYS_clone, flags, 0, 0, 0, 0);
        if (child == 0) {
            setsid();
            for (;;) pause();
        }
    }
}
#define ATTACK_READY leave()
