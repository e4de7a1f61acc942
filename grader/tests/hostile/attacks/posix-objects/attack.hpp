#include <mqueue.h>
#include <semaphore.h>
static void leave() {
    mq_open("/left-by-an-attack", O_CREAT | O_RDWR, 0666, nullptr);
    sem_open("/left-by-an-attack", O_CREAT, 0666, 1);
    shm_open("/left-by-an-attack", O_CREAT | O_RDWR, 0666);
}
#define ATTACK_START leave()
