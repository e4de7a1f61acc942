#include <mqueue.h>
static void leave() {
    for (const char* const name : {"/left-by-an-attack", "/left-too"}) mq_open(name, O_CREAT | O_RDWR, 0666, nullptr);
}
#define ATTACK_START leave()
