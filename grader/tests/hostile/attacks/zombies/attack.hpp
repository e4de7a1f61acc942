static void leave() {
    for (int number = 0; number < 300; ++number) {
        if (fork() == 0) _exit(0);
    }
}
#define ATTACK_READY leave()
