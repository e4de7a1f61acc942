// Connects to an address, or gives up after a while: connect_timeout ADDRESS PORT MILLISECONDS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "rt/rt.hpp"

rt::Task<int> try_to_connect(rt::SocketAddress address, rt::Duration patience) {
    const std::string name = address.to_string();
    // Two things may go wrong: the time is over (the outer result), or the peer says no (the inner one).
    auto in_time = co_await rt::timeout(patience, rt::TcpStream::connect(address));
    if (!in_time) {
        std::printf("%s: %s\n", name.c_str(), std::strerror(in_time.error()));
        co_return 1;
    }
    const rt::Result<rt::TcpStream>& connection = *in_time;
    if (!connection) {
        std::printf("%s: %s\n", name.c_str(), std::strerror(connection.error()));
        co_return 1;
    }
    std::printf("%s: connected\n", name.c_str());
    co_return 0;
}

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: %s ADDRESS PORT MILLISECONDS\n", arguments[0]);
        return 2;
    }
    const auto port = static_cast<std::uint16_t>(std::atoi(arguments[2]));
    const auto patience = std::chrono::milliseconds(std::atoi(arguments[3]));
    rt::Runtime runtime;
    return runtime.block_on(try_to_connect(rt::SocketAddress(arguments[1], port), patience));
}
