// What the tests of TCP share: connected streams, an echo, and bytes that are told apart.
#pragma once

#include <array>
#include <string>
#include <utility>

#include "rt/rt.hpp"

namespace rt {

struct Pair {
    TcpStream client;
    TcpStream server;
};

inline Task<Pair> connected() {
    TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
    JoinHandle<Result<TcpStream>> client = spawn(TcpStream::connect(listener.local_address()));
    Result<TcpStream> server = co_await listener.accept();
    Result<TcpStream> ours = co_await client;
    co_return Pair{std::move(ours).value(), std::move(server).value()};
}

inline Task<> echo(TcpStream stream) {
    std::array<char, 1000> buffer;
    for (;;) {
        const Result<std::size_t> got = co_await stream.read(buffer);
        if (!got || *got == 0) co_return;
        const Result<std::size_t> sent = co_await stream.write_all(std::span(buffer).first(*got));
        if (!sent) co_return;
    }
}

inline std::string pattern(std::size_t size) {
    std::string text(size, ' ');
    for (std::size_t index = 0; index < size; ++index)
        text[index] = static_cast<char>(index * 31 + index / 251);
    return text;
}

}  // namespace rt
