// libuv: one loop, callbacks, a buffer for each read that lives until its echo is written. A loop is one
// thread's: with more workers there are as many, each with a listening socket of its own on the same port.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <uv.h>

#include "burn.h"
#include "listen.h"
#include "options.h"

struct Echo {
    uv_write_t request;
    char bytes[];
};

struct Loop {
    pthread_t thread;
    int listener;
};

static struct ServerOptions options;

static void closed(uv_handle_t* handle) {
    free(handle);
}

static void provide(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
    (void)handle, (void)suggested;
    struct Echo* echo = malloc(sizeof *echo + options.buffer_bytes);
    *buffer = echo == NULL ? uv_buf_init(NULL, 0) : uv_buf_init(echo->bytes, (unsigned)options.buffer_bytes);
}

static struct Echo* echo_of(const uv_buf_t* buffer) {
    return buffer->base == NULL ? NULL : (struct Echo*)(buffer->base - offsetof(struct Echo, bytes));
}

static void written(uv_write_t* request, int status) {
    (void)status;  // an error shows at the next read too
    free(request);
}

static void received(uv_stream_t* client, ssize_t got, const uv_buf_t* buffer) {
    struct Echo* echo = echo_of(buffer);
    if (got <= 0) {
        free(echo);
        if (got < 0) uv_close((uv_handle_t*)client, closed);  // 0 only means: nothing there after all
        return;
    }
    burn(options.work_us);
    const uv_buf_t message = uv_buf_init(echo->bytes, (unsigned)got);
    if (uv_write(&echo->request, client, &message, 1, written) != 0) {
        free(echo);
        uv_close((uv_handle_t*)client, closed);
    }
}

static void connected(uv_stream_t* listener, int status) {
    if (status != 0) return;
    uv_tcp_t* client = malloc(sizeof *client);
    if (client == NULL) return;
    uv_tcp_init(listener->loop, client);
    if (uv_accept(listener, (uv_stream_t*)client) != 0 || uv_tcp_nodelay(client, 1) != 0 ||
        uv_read_start((uv_stream_t*)client, provide, received) != 0)
        uv_close((uv_handle_t*)client, closed);
}

static void* run(void* argument) {
    const struct Loop* self = argument;
    uv_loop_t loop;
    uv_tcp_t listener;
    if (uv_loop_init(&loop) != 0) die("uv_loop_init");
    uv_tcp_init(&loop, &listener);
    if (uv_tcp_open(&listener, self->listener) != 0) die("uv_tcp_open");
    if (uv_listen((uv_stream_t*)&listener, SOMAXCONN, connected) != 0) die("uv_listen");
    uv_run(&loop, UV_RUN_DEFAULT);
    return NULL;
}

int main(int argc, char* argv[]) {
    options = parse_options(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct Loop* loops = calloc(options.workers, sizeof *loops);
    if (loops == NULL) die("calloc");
    uint16_t port = options.port;
    for (unsigned i = 0; i < options.workers; ++i) {
        loops[i].listener = listen_on(port, options.workers > 1, SOCK_NONBLOCK);
        port = port_of(loops[i].listener);
    }
    announce(port);
    for (unsigned i = 1; i < options.workers; ++i)
        if (pthread_create(&loops[i].thread, NULL, run, &loops[i]) != 0) die("pthread_create");
    run(&loops[0]);
}
