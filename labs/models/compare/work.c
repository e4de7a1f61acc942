// CPU work for each message, in any server: preloaded (ld.so(8)), it computes for IO_LABS_WORK_US
// microseconds before each write to a socket, which is where a server that computes an answer would do so. So
// servers that know nothing of work can be compared with it, and all do the same. IO_LABS_BLOCK_US lets the thread
// sleep for so long at the same place, as a library does that blocks. A server whose kernel writes for it (io_uring)
// makes no such call.
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "burn.h"

static unsigned work_us;
static unsigned block_us;

static unsigned number_in(const char* variable) {
    const char* given = getenv(variable);
    return given == NULL ? 0 : (unsigned)strtoul(given, NULL, 10);
}

__attribute__((constructor)) static void look(void) {
    work_us = number_in("IO_LABS_WORK_US");
    block_us = number_in("IO_LABS_BLOCK_US");
    burn(1);  // it is calibrated before the first client comes
}

static void answer_is_made(void) {
    burn(work_us);
    struct timespec left = {block_us / 1000000, (long)(block_us % 1000000) * 1000};
    while (block_us > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
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
    answer_is_made();
    return real(fd, bytes, size, flags);
}

ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const struct sockaddr* to,
               socklen_t length) {
    REAL(sendto);
    answer_is_made();
    return real(fd, bytes, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
    REAL(sendmsg);
    answer_is_made();
    return real(fd, message, flags);
}

ssize_t write(int fd, const void* bytes, size_t size) {
    REAL(write);
    if (is_socket(fd)) answer_is_made();
    return real(fd, bytes, size);
}

ssize_t writev(int fd, const struct iovec* vector, int count) {
    REAL(writev);
    if (is_socket(fd)) answer_is_made();
    return real(fd, vector, count);
}
