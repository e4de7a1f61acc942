// What ThreadSanitizer does not know of epoll: whoever registers a descriptor, or arms it again, has finished
// with what belongs to it, and whoever then gets its event goes on from there. The kernel's lock sees to
// that; the sanitizer knows it only of EPOLL_CTL_ADD and epoll_wait(2), and reports races in a server that
// uses EPOLLONESHOT or epoll_pwait2(2) as it should. Linked with --wrap (ld(1)) into servers that are built
// with it.
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

extern "C" {

void __tsan_acquire(void* address);
void __tsan_release(void* address);

int __real_epoll_wait(int epoll, epoll_event* events, int most, int timeout);
int __real_epoll_pwait(int epoll, epoll_event* events, int most, int timeout, const sigset_t* mask);
int __real_epoll_pwait2(int epoll, epoll_event* events, int most, const timespec* timeout,
                        const sigset_t* mask);

// The order is kept for each epoll, not for each descriptor in it: that can hide a race, and never makes one
// up.
static char* order_of(int epoll) {
    static char orders[1024];
    return &orders[static_cast<std::size_t>(epoll) % sizeof orders];
}

static int woken(int epoll, int events) {
    if (events > 0) __tsan_acquire(order_of(epoll));
    return events;
}

int __wrap_epoll_ctl(int epoll, int operation, int descriptor, epoll_event* event) {
    __tsan_release(order_of(epoll));
    // Not through the sanitizer, which would take it for a use of the descriptor that may come too late: the
    // event, and with it the descriptor's close(), may come before the call has returned.
    return static_cast<int>(::syscall(SYS_epoll_ctl, epoll, operation, descriptor, event));
}

int __wrap_epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
    return woken(epoll, __real_epoll_wait(epoll, events, most, timeout));
}

int __wrap_epoll_pwait(int epoll, epoll_event* events, int most, int timeout, const sigset_t* mask) {
    return woken(epoll, __real_epoll_pwait(epoll, events, most, timeout, mask));
}

int __wrap_epoll_pwait2(int epoll, epoll_event* events, int most, const timespec* timeout,
                        const sigset_t* mask) {
    return woken(epoll, __real_epoll_pwait2(epoll, events, most, timeout, mask));
}

}  // extern "C"
