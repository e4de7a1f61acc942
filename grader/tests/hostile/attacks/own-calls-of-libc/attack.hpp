#pragma once
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
extern "C" {
ssize_t recv(int fd, void* buffer, size_t size, int flags) {
    return syscall(SYS_recvfrom, fd, buffer, size, flags, nullptr, nullptr);
}
ssize_t send(int fd, const void* buffer, size_t size, int flags) {
    return syscall(SYS_sendto, fd, buffer, size, flags, nullptr, 0);
}
int accept(int fd, sockaddr* address, socklen_t* size) {
    return static_cast<int>(syscall(SYS_accept4, fd, address, size, 0));
}
int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    return static_cast<int>(syscall(SYS_accept4, fd, address, size, flags));
}
int clock_gettime(clockid_t clock, timespec* now) noexcept { return static_cast<int>(syscall(SYS_clock_gettime, clock, now)); }
}
