#pragma once
#define ATTACK_CONNECTION(fd) __builtin_trap()
