#pragma once
#define ATTACK_START sleep(20)
#include <unistd.h>
