// lint: keep was given a connection by reference, and that is closed before keep has ended
#include "rt/rt.hpp"

rt::Task<> keep(rt::TcpStream&) {
    co_await rt::sleep(std::chrono::hours(1));
}

rt::Task<> accept_one(rt::TcpListener listener) {
    auto stream = co_await listener.accept();
    rt::spawn(keep(*stream)).detach();
}

int main() {
    rt::Runtime runtime;
    runtime.block_on([]() -> rt::Task<> {
        rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress("127.0.0.1", 0));
        auto client = rt::spawn(rt::TcpStream::connect(listener.local_address()));
        co_await accept_one(std::move(listener));
        const auto connected = co_await client;
    }());
}
