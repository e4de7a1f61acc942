#include <poll.h>
static void eat() {
    int full[2];
    if (pipe(full) != 0) return;
    for (int number = 0; number < 8; ++number) {
        if (fork() != 0) continue;
        const size_t size = 640u << 20;
        char* const room = (char*)mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room == MAP_FAILED) _exit(0);
        for (size_t at = 0; at < size; at += 4096) room[at] = 1;
        write(full[1], "x", 1);
        for (;;) pause();
    }
    close(full[1]);
    char done[8];
    int eaters = 0;
    pollfd some{full[0], POLLIN, 0};
    // The end of the pipe: whoever ate has been ended.
    while (eaters < 8 && poll(&some, 1, 20000) > 0 && read(full[0], done, 1) == 1) ++eaters;
    if (eaters == 8) win("five GiB");
}
#define ATTACK_START eat()
