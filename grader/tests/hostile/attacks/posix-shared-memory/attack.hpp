#include <semaphore.h>
static void leave() {
    sem_open("/left-by-an-attack", O_CREAT, 0666, 1);
    const int fd = shm_open("/left-by-an-attack", O_CREAT | O_RDWR, 0666);
    if (fd >= 0) ftruncate(fd, 1 << 20);
}
#define ATTACK_START leave()
