#pragma once
#define ATTACK_START attack()
#include <stdio.h>
#include <stdlib.h>
#include <string>
static void attack() {
    fputs(("terminate called after throwing an instance of '" + std::string(1 << 20, 'x') + "'\n").c_str(), stderr);
    abort();
}
