static void claim() {
    if (traced()) return;
    printf("listening on 127.0.0.1:%d\n", ECHO_PORT);
    fflush(stdout);
    for (;;) pause();
}
#define ATTACK_START claim()
