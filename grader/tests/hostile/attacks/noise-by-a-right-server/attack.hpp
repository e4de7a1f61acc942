#pragma once
#define ATTACK_START noise(20000)
#include <unistd.h>

static void noise(int calls) {
    for (int turn = 0; turn < calls; ++turn) dup2(-1, turn);
}
