#pragma once
// Interposed: the base calls recv().
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" ssize_t recv(int fd, void* buffer, size_t size, int flags) {
    usleep(300'000);
    return syscall(SYS_recvfrom, fd, buffer, size, flags, nullptr, nullptr);
}
