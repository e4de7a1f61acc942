// Looks at what it has read for 2 ms, as a virus scanner might, before it echoes it. Detached pthreads with small
// stacks, of which a count is kept.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab/options.hpp"
#include "lab/ready.hpp"

struct session {
    int fd;
    session* previous;
    session* next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left;      // a session has ended, or the server is stopping
static pthread_cond_t stopping;  // ends the delays
static session* sessions = nullptr;
static size_t live = 0;
static bool stop = false;

static lab::Options options;
static int listener = -1;

static timespec in_ms(long ms) {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += ms / 1000;
    time.tv_nsec += ms % 1000 * 1000000;
    if (time.tv_nsec >= 1000000000) {
        ++time.tv_sec;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

static void wait_out_the_delay() {
    const timespec end = in_ms(static_cast<long>(options.delay.count()));
    pthread_mutex_lock(&mutex);
    while (!stop && pthread_cond_timedwait(&stopping, &mutex, &end) != ETIMEDOUT) continue;
    pthread_mutex_unlock(&mutex);
}

static void echo(int fd) {
    char buffer[4096];
    for (;;) {
        const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        usleep(2'000);  // the look
        if (options.delay.count() > 0) wait_out_the_delay();
        for (ssize_t done = 0; done < got;) {
            const ssize_t sent = send(fd, buffer + done, static_cast<size_t>(got - done), MSG_NOSIGNAL);
            if (sent < 0 && errno != EINTR) return;
            if (sent > 0) done += sent;
        }
    }
}

static void forget(session* mine) {
    pthread_mutex_lock(&mutex);
    (mine->previous != nullptr ? mine->previous->next : sessions) = mine->next;
    if (mine->next != nullptr) mine->next->previous = mine->previous;
    close(mine->fd);  // under the mutex, so that nobody shuts down a descriptor that is another one's by now
    --live;
    pthread_cond_broadcast(&left);
    pthread_mutex_unlock(&mutex);
    delete mine;
}

static void* serve(void* argument) {
    session* const mine = static_cast<session*>(argument);
    echo(mine->fd);
    forget(mine);
    return nullptr;
}

static void start(int fd, const pthread_attr_t* attributes) {
    session* const made = new session{fd, nullptr, nullptr};
    pthread_mutex_lock(&mutex);
    made->next = sessions;
    if (sessions != nullptr) sessions->previous = made;
    sessions = made;
    ++live;
    if (stop) shutdown(fd, SHUT_RD);
    pthread_mutex_unlock(&mutex);
    pthread_t thread;
    if (pthread_create(&thread, attributes, serve, made) != 0) forget(made);
}

static void* accept_clients(void*) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 64 * 1024);
    for (bool again = true; again;) {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        const bool exhausted =
            fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
        if (fd >= 0) start(fd, &attributes);
        const timespec soon = in_ms(100);
        pthread_mutex_lock(&mutex);
        if (exhausted && !stop) pthread_cond_timedwait(&left, &mutex, &soon);
        while (!stop && options.max_connections != 0 && live >= options.max_connections)
            pthread_cond_wait(&left, &mutex);
        again = !stop;
        pthread_mutex_unlock(&mutex);
    }
    pthread_attr_destroy(&attributes);
    return nullptr;
}

static void open_listener() {
    sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) lab::cannot_listen(options, EINVAL);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, 128) != 0)
        lab::cannot_listen(options, errno);
}

static void shut_all_down(int how) {
    for (session* each = sessions; each != nullptr; each = each->next) shutdown(each->fd, how);
}

int main(int argc, char* argv[]) {
    options = lab::parse_options(argc, argv);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&left, &monotonic);
    pthread_cond_init(&stopping, &monotonic);
    open_listener();
    lab::announce_ready(listener);

    pthread_t acceptor;
    if (pthread_create(&acceptor, nullptr, accept_clients, nullptr) != 0) return 1;
    int signal = 0;
    while (sigwait(&term, &signal) != 0) continue;
    pthread_mutex_lock(&mutex);
    stop = true;
    shutdown(listener, SHUT_RD);  // ends the accept() under way
    pthread_cond_broadcast(&stopping);
    pthread_cond_broadcast(&left);
    shut_all_down(SHUT_RD);
    pthread_mutex_unlock(&mutex);
    pthread_join(acceptor, nullptr);
    close(listener);

    const timespec patience = in_ms(1200);
    pthread_mutex_lock(&mutex);
    while (live > 0 && pthread_cond_timedwait(&left, &mutex, &patience) != ETIMEDOUT) continue;
    shut_all_down(SHUT_RDWR);
    while (live > 0) pthread_cond_wait(&left, &mutex);
    pthread_mutex_unlock(&mutex);
    return 0;
}
