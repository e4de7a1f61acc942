#pragma once
#define ATTACK_CONNECTION(fd) dup(fd)
#include <unistd.h>
