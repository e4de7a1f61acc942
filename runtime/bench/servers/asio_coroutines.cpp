// Boost.Asio as its C++20 coroutine examples use it: one io_context, a coroutine for each connection. With
// more workers, as many threads run the same io_context.
#include <boost/asio.hpp>
#include <thread>
#include <vector>

#include "burn.h"
#include "options.h"

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

namespace {

awaitable<void> echo(tcp::socket socket, ServerOptions options) {
    try {
        std::vector<char> buffer(options.buffer_bytes);
        for (;;) {
            const std::size_t got = co_await socket.async_read_some(asio::buffer(buffer), use_awaitable);
            burn(options.work_us);
            co_await asio::async_write(socket, asio::buffer(buffer, got), use_awaitable);
        }
    } catch (const boost::system::system_error&) {
        // the client has left
    }
}

awaitable<void> serve(tcp::acceptor acceptor, ServerOptions options) {
    for (;;) {
        tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
        boost::system::error_code ignored;  // a client may have left already
        socket.set_option(tcp::no_delay(true), ignored);
        asio::co_spawn(acceptor.get_executor(), echo(std::move(socket), options), asio::detached);
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const ServerOptions options = parse_options(argc, argv);
    asio::io_context context(static_cast<int>(options.workers));
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), options.port});
    announce(acceptor.local_endpoint().port());
    asio::co_spawn(context, serve(std::move(acceptor), options), asio::detached);
    std::vector<std::jthread> others(options.workers - 1);
    for (std::jthread& other : others) other = std::jthread([&context] { context.run(); });
    context.run();
}
