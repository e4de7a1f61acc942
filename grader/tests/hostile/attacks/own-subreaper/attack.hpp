static void leave(int depth) {
    if (depth == 0) for (;;) pause();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (fork() == 0) {
        setsid();
        leave(depth - 1);
    }
    if (depth < 8) for (;;) pause();
}
#define ATTACK_READY leave(8)
