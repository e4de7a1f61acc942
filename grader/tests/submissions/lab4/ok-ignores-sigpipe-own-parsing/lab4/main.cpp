/* C in all but name. Uses nothing of what is provided: parses its own options, prints its own ready line. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct client {
    int fd; /* -1: closed, its thread has finished */
    pthread_t thread;
    struct client* next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped; /* by the monotonic clock */
static struct client* clients;
static sem_t slots;
static const char* host = "127.0.0.1";
static long port, delay_ms, max_connections;
static int listener = -1;
static int stopping; /* guarded by the mutex; `terminated` is for the signal handler */
static volatile sig_atomic_t terminated;

/* Both calls may be made in a handler (signal-safety(7)): they end the main thread's accept() and sem_wait().
 */
static void on_term(int) {
    const int saved = errno;
    terminated = 1;
    shutdown(listener, SHUT_RD);
    sem_post(&slots);
    errno = saved;
}

static void die(int status, const char* what, const char* detail) {
    fprintf(stderr, "echo: %s%s\n", what, detail);
    exit(status);
}

static long number(const char* text, long most) {
    char* end = NULL;
    errno = 0;
    const long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < 0 || value > most) die(2, "bad number: ", text);
    return value;
}

static void parse(int argc, char** argv) {
    static const struct option known[] = {{"host", required_argument, NULL, 'h'},
                                          {"port", required_argument, NULL, 'p'},
                                          {"delay-ms", required_argument, NULL, 'd'},
                                          {"max-connections", required_argument, NULL, 'm'},
                                          {NULL, 0, NULL, 0}};
    opterr = 0; /* getopt_long() is not to say a line of its own */
    for (int option; (option = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        if (option == 'h')
            host = optarg;
        else if (option == 'p')
            port = number(optarg, 65535);
        else if (option == 'd')
            delay_ms = number(optarg, 3600000);
        else if (option == 'm')
            max_connections = number(optarg, 1000000);
        else
            die(2, option == ':' ? "a value is missing: " : "unknown option: ", argv[optind - 1]);
    }
    if (optind < argc) die(2, "unexpected argument: ", argv[optind]);
}

static struct timespec from_now(long ms) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += ms / 1000 + (time.tv_nsec + ms % 1000 * 1000000) / 1000000000;
    time.tv_nsec = (time.tv_nsec + ms % 1000 * 1000000) % 1000000000;
    return time;
}

static void* serve(void* argument) {
    struct client* const self = (struct client*)argument;
    const int fd = self->fd;
    char buffer[8192];
    for (int open = 1; open;) {
        const ssize_t got = read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (delay_ms > 0) {
            const struct timespec ripe = from_now(delay_ms);
            pthread_mutex_lock(&mutex);
            while (!stopping && pthread_cond_timedwait(&stopped, &mutex, &ripe) != ETIMEDOUT) continue;
            pthread_mutex_unlock(&mutex);
        }
        for (ssize_t done = 0; done < got && open;) {
            const ssize_t put = write(fd, buffer + done, (size_t)(got - done));
            if (put > 0) done += put;
            if (put < 0 && errno != EINTR) open = 0;
        }
    }
    pthread_mutex_lock(&mutex);
    close(fd);
    self->fd = -1;
    pthread_mutex_unlock(&mutex);
    if (max_connections > 0) sem_post(&slots);
    return NULL;
}

/* Joins all that have finished; how many have not. With shut >= 0 these are shut down in that way. */
static int join_finished(int shut) {
    int left = 0;
    pthread_mutex_lock(&mutex);
    for (struct client** at = &clients; *at != NULL;) {
        struct client* const one = *at;
        if (one->fd >= 0) {
            ++left;
            if (shut >= 0) shutdown(one->fd, shut);
            at = &one->next;
        } else {
            *at = one->next;
            pthread_join(one->thread, NULL); /* it has let go of the mutex, or we would not have it */
            free(one);
        }
    }
    pthread_mutex_unlock(&mutex);
    return left;
}

static void start(int fd) {
    struct client* const made = (struct client*)malloc(sizeof *made);
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, &before); /* SIGTERM is the main thread's */
    pthread_mutex_lock(&mutex);
    if (made != NULL) *made = {fd, 0, clients};
    if (made != NULL && pthread_create(&made->thread, NULL, serve, made) == 0) {
        clients = made;
    } else {
        free(made);
        close(fd);
        if (max_connections > 0) sem_post(&slots);
    }
    pthread_mutex_unlock(&mutex);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void open_listener(void) {
    struct sockaddr_in address;
    char line[100];
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((in_port_t)port);
    errno = EINVAL;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
        bind(listener, (struct sockaddr*)&address, sizeof address) != 0 || listen(listener, 511) != 0) {
        snprintf(line, sizeof line, "%.40s:%ld: ", host, port);
        die(1, line, strerror(errno));
    }
    socklen_t size = sizeof address;
    getsockname(listener, (struct sockaddr*)&address, &size);
    char text[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    const int length = snprintf(line, sizeof line, "listening on %s:%d\n", text, ntohs(address.sin_port));
    if (write(STDOUT_FILENO, line, (size_t)length) != length) die(1, "standard output: ", strerror(errno));
}

int main(int argc, char** argv) {
    parse(argc, argv);
    sem_init(&slots, 0, (unsigned)max_connections);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&stopped, &monotonic);
    signal(SIGPIPE, SIG_IGN);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_term;
    sigaction(SIGTERM, &action, NULL); /* before the ready line: from then on SIGTERM may come */
    open_listener();
    while (!terminated) {
        if (max_connections > 0 && sem_wait(&slots) != 0) continue; /* EINTR */
        const int fd = terminated ? -1 : accept(listener, NULL, NULL);
        const int error = errno;
        join_finished(-1);
        if (fd >= 0) {
            start(fd);
            continue;
        }
        if (max_connections > 0) sem_post(&slots);
        if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) poll(NULL, 0, 100);
    }
    pthread_mutex_lock(&mutex);
    stopping = 1;
    pthread_cond_broadcast(&stopped);
    pthread_mutex_unlock(&mutex);
    join_finished(SHUT_RD);
    for (int turn = 0; turn < 60 && join_finished(-1) > 0; ++turn) poll(NULL, 0, 20);
    while (join_finished(SHUT_RDWR) > 0) poll(NULL, 0, 20);
    close(listener);
    return 0;
}
