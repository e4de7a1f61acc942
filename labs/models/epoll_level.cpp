// epoll(7), level-triggered: the kernel keeps the list of what is watched.
//
// How it works: a connection is registered once (epoll_ctl). epoll_wait tells of those that are ready, only
// of those, and as long as they are. So one step for each event is enough; what is left is told again. A
// state machine for each connection (connection.hpp) remembers where its conversation stands.
//
// What it costs: an event costs the same whether ten or ten thousand are watched, O(ready). For a message
// recv, send, and its share of an epoll_wait: the whole of it if it comes alone, next to nothing if many come
// together. A call more whenever the interest changes, here between reading and writing. Memory: a buffer a
// connection here, and some 200 bytes in the kernel. One thread: one core, and whoever computes stops all.
#include "level_loop.hpp"

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    models::LevelLoop(models::listen_on(options, SOCK_NONBLOCK), options.delay).run();
}
