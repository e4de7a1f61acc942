#pragma once
#define ATTACK_READY raise(SIGSTOP)
#include <signal.h>
