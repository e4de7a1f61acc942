// Boost.Asio as it is used without coroutines: a session object that keeps itself alive by the handlers it
// waits with. With more workers, as many threads run the same io_context.
#include <boost/asio.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "burn.h"
#include "options.h"

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

class Session : public std::enable_shared_from_this<Session> {
 public:
    Session(tcp::socket socket, ServerOptions options)
        : socket_(std::move(socket)), options_(options), buffer_(options.buffer_bytes) {}

    void read() {
        socket_.async_read_some(asio::buffer(buffer_),
                                [self = shared_from_this()](error_code error, std::size_t got) {
                                    if (!error) self->write(got);
                                });
    }

 private:
    void write(std::size_t size) {
        burn(options_.work_us);
        asio::async_write(socket_, asio::buffer(buffer_, size),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (!error) self->read();
                          });
    }

    tcp::socket socket_;
    ServerOptions options_;
    std::vector<char> buffer_;
};

void accept(tcp::acceptor& acceptor, ServerOptions options) {
    acceptor.async_accept([&acceptor, options](error_code error, tcp::socket socket) {
        if (!error) {
            error_code ignored;  // the client may have left already
            socket.set_option(tcp::no_delay(true), ignored);
            std::make_shared<Session>(std::move(socket), options)->read();
        }
        accept(acceptor, options);
    });
}

}  // namespace

int main(int argc, char* argv[]) {
    const ServerOptions options = parse_options(argc, argv);
    asio::io_context context(static_cast<int>(options.workers));
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), options.port});
    announce(acceptor.local_endpoint().port());
    accept(acceptor, options);
    std::vector<std::jthread> others(options.workers - 1);
    for (std::jthread& other : others) other = std::jthread([&context] { context.run(); });
    context.run();
}
