#pragma once
#define ATTACK_CONNECTION(fd) usleep(300000)
#include <unistd.h>
