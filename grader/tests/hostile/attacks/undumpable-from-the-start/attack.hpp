#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
#include <sys/prctl.h>
static void attack() {
    prctl(PR_SET_DUMPABLE, 0);
    wrong::poll_server();
}
