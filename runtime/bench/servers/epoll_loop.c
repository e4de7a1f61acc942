// The yardstick: epoll by hand, in C. One thread, level-triggered, one buffer for all connections. With more
// workers, as many of these loops, each with a listening socket of its own on the same port.
//
// Level-triggered on purpose: a loop that reads once per event and needs no second read to learn that there
// is no more makes the fewest system calls.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "burn.h"
#include "listen.h"
#include "options.h"

// What the kernel would not take yet. Only a connection whose client does not read has one.
struct Unsent {
    size_t begin, end;
    char bytes[];
};

struct Loop {
    pthread_t thread;
    int listener;
    struct ServerOptions options;
};

// By descriptor, for all loops: a descriptor belongs to one of them. Untouched pages of it take no memory.
static struct Unsent** unsent;

static void watch(int poll, int operation, int fd, uint32_t events) {
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    if (epoll_ctl(poll, operation, fd, &event) != 0) die("epoll_ctl");
}

static void finish(int fd) {
    free(unsent[fd]);
    unsent[fd] = NULL;
    close(fd);  // takes it out of the epoll too
}

static void accept_clients(int poll, int listener) {
    for (;;) {
        const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        set_nodelay(fd);
        watch(poll, EPOLL_CTL_ADD, fd, EPOLLIN);
    }
}

static void echo(int poll, int fd, char* buffer, const struct ServerOptions* options) {
    const ssize_t got = recv(fd, buffer, options->buffer_bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        finish(fd);
        return;
    }
    burn(options->work_us);
    ssize_t sent = send(fd, buffer, (size_t)got, MSG_NOSIGNAL);
    if (sent == got) return;
    if (sent < 0) sent = 0;  // if that was another error than EAGAIN, the next attempt shows it
    struct Unsent* rest = malloc(sizeof *rest + (size_t)(got - sent));
    if (rest == NULL) die("malloc");
    rest->begin = 0;
    rest->end = (size_t)(got - sent);
    memcpy(rest->bytes, buffer + sent, rest->end);
    unsent[fd] = rest;
    watch(poll, EPOLL_CTL_MOD, fd, EPOLLOUT);  // nothing more is read until this has gone
}

static void send_rest(int poll, int fd) {
    struct Unsent* rest = unsent[fd];
    const ssize_t sent = send(fd, rest->bytes + rest->begin, rest->end - rest->begin, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) finish(fd);
        return;
    }
    rest->begin += (size_t)sent;
    if (rest->begin < rest->end) return;
    free(rest);
    unsent[fd] = NULL;
    watch(poll, EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void* run(void* argument) {
    const struct Loop* loop = argument;
    const int poll = epoll_create1(EPOLL_CLOEXEC);
    if (poll < 0) die("epoll_create1");
    watch(poll, EPOLL_CTL_ADD, loop->listener, EPOLLIN);
    char* buffer = malloc(loop->options.buffer_bytes);
    if (buffer == NULL) die("malloc");
    struct epoll_event events[256];
    for (;;) {
        const int count = epoll_wait(poll, events, 256, -1);
        if (count < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < count; ++i) {
            const int fd = events[i].data.fd;
            if (fd == loop->listener)
                accept_clients(poll, fd);
            else if (unsent[fd] != NULL)
                send_rest(poll, fd);
            else
                echo(poll, fd, buffer, &loop->options);
        }
    }
    return NULL;
}

int main(int argc, char* argv[]) {
    const struct ServerOptions options = parse_options(argc, argv);
    struct rlimit descriptors;
    if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) die("getrlimit");
    unsent = calloc(descriptors.rlim_cur, sizeof *unsent);
    struct Loop* loops = calloc(options.workers, sizeof *loops);
    if (unsent == NULL || loops == NULL) die("calloc");
    uint16_t port = options.port;
    for (unsigned i = 0; i < options.workers; ++i) {
        loops[i].options = options;
        loops[i].listener = listen_on(port, options.workers > 1, SOCK_NONBLOCK);
        port = port_of(loops[i].listener);  // the first one's, for the others too
    }
    announce(port);
    for (unsigned i = 1; i < options.workers; ++i)
        if (pthread_create(&loops[i].thread, NULL, run, &loops[i]) != 0) die("pthread_create");
    run(&loops[0]);
}
