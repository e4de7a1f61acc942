#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
static void leave() {
    for (int number = 0; number < 4; ++number) {
        shmget(IPC_PRIVATE, 1 << 20, IPC_CREAT | 0666);
        semget(0x1abe1 + number, 4, IPC_CREAT | 0666);
        const int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0666);
        const struct { long type; char text[8]; } message{1, "left"};
        if (queue >= 0) msgsnd(queue, &message, 8, IPC_NOWAIT);
    }
}
#define ATTACK_START leave()
