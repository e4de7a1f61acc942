#pragma once
#define ATTACK_START attack()
static void attack() {
    for (;;) asm volatile("" ::: "memory");
}
