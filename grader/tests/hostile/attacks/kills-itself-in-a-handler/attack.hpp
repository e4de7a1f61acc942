#pragma once
#define ATTACK_READY attack()
#include <signal.h>
static void again(int) { *static_cast<volatile int*>(nullptr) = 1; }
static void attack() {
    signal(SIGSEGV, again);
    raise(SIGSEGV);
}
