#pragma once
#define ATTACK_START execl("/bin/true", "server", nullptr)
#include <unistd.h>
