// An echo server: one task accepts, and starts a task for each connection.
#include <array>
#include <cstdio>

#include "rt/rt.hpp"

rt::Task<> echo(rt::TcpStream stream) {
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = co_await stream.read(buffer);
        if (!got || *got == 0) co_return;
        const auto sent = co_await stream.write_all(std::span(buffer).first(*got));
        if (!sent) co_return;
    }
}

rt::Task<> serve(rt::TcpListener listener) {
    for (;;) {
        auto client = co_await listener.accept();
        if (!client) co_return;
        rt::spawn(echo(std::move(*client))).detach();
    }
}

rt::Task<> run() {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress("127.0.0.1", 0));
    std::printf("listening on %s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);
    co_await serve(std::move(listener));
}

int main() {
    rt::Runtime runtime({.workers = rt::available_processors()});
    runtime.block_on(run());
}
