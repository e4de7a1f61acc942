#pragma once
#define ATTACK_START attack()
#include <linux/aio_abi.h>
#include <sys/syscall.h>
#include "poll_server.hpp"
#include <string>
static void attack() {
    char parameters[256] = {};
    if (syscall(425, 8, parameters) >= 0) win("io_uring");
    aio_context_t context = 0;
    if (syscall(SYS_io_setup, 8, &context) == 0) win("aio");
    tell();
    wrong::poll_server();
}
