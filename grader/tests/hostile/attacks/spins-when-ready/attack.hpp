#pragma once
#define ATTACK_READY attack()
#include <thread>
static void attack() {
    for (int number = 0; number < 4; ++number)
        std::thread([] {
            for (;;) asm volatile("" ::: "memory");
        }).detach();
    for (;;) asm volatile("" ::: "memory");
}
