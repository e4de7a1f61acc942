#pragma once
#include <sys/syscall.h>
#include <unistd.h>

extern "C" int close(int fd) {
    usleep(300'000);
    return static_cast<int>(syscall(SYS_close, fd));
}
