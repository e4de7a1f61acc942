// Ours: one task accepts, and starts a task for each connection.
#include "rt/rt.hpp"

#include <vector>

#include "burn.h"
#include "options.h"

namespace {

rt::Task<> echo(rt::TcpStream stream, ServerOptions options) {
    std::vector<char> buffer(options.buffer_bytes);
    for (;;) {
        const auto got = co_await stream.read(buffer);
        if (!got || *got == 0) co_return;
        burn(options.work_us);
        const auto sent = co_await stream.write_all(std::span(buffer).first(*got));
        if (!sent) co_return;
    }
}

rt::Task<> serve(ServerOptions options) {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress("127.0.0.1", options.port));
    announce(listener.local_address().port());
    for (;;) {
        auto client = co_await listener.accept();
        if (!client) co_return;
        client->set_nodelay(true);
        rt::spawn(echo(std::move(*client), options)).detach();
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const ServerOptions options = parse_options(argc, argv);
    rt::Runtime runtime({.workers = options.workers});
    runtime.block_on(serve(options));
}
