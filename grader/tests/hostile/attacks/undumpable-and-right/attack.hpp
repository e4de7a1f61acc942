#pragma once
#define ATTACK_START prctl(PR_SET_DUMPABLE, 0)
#include <sys/prctl.h>
