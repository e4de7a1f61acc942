// CPU work for each message, in any server: preloaded (ld.so(8)), it computes for IO_LABS_WORK_US
// microseconds before each write to a socket, which is where a server that computes an answer would do so. So
// servers that know nothing of work can be compared with it, and all do the same. A server whose kernel
// writes for it (io_uring) makes no such call.
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "burn.h"

static unsigned work_us;

__attribute__((constructor)) static void look(void) {
    const char* given = getenv("IO_LABS_WORK_US");
    if (given != NULL) work_us = (unsigned)strtoul(given, NULL, 10);
    burn(1);  // it is calibrated before the first client comes
}

static int is_socket(int fd) {
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

// Looked up once; threads that come at the same time find the same.
#define REAL(name)                   \
    static __typeof__(&(name)) real; \
    if (real == NULL) real = (__typeof__(&(name)))dlsym(RTLD_NEXT, #name)

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    REAL(send);
    burn(work_us);
    return real(fd, bytes, size, flags);
}

ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const struct sockaddr* to,
               socklen_t length) {
    REAL(sendto);
    burn(work_us);
    return real(fd, bytes, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
    REAL(sendmsg);
    burn(work_us);
    return real(fd, message, flags);
}

ssize_t write(int fd, const void* bytes, size_t size) {
    REAL(write);
    if (is_socket(fd)) burn(work_us);
    return real(fd, bytes, size);
}

ssize_t writev(int fd, const struct iovec* vector, int count) {
    REAL(writev);
    if (is_socket(fd)) burn(work_us);
    return real(fd, vector, count);
}
