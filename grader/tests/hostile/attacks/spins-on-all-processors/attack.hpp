static void spin() {
    for (int number = 0; number < 60; ++number) {
        if (fork() != 0) continue;
        for (volatile unsigned long turns = 0;; turns = turns + 1) {}
    }
}
#define ATTACK_READY spin()
