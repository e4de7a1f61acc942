// A task waits for SIGTERM and calls std::exit(0).
#include <signal.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <system_error>

#include "lab/audit.hpp"
#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "rt/rt.hpp"

namespace {

using std::chrono::milliseconds;

class Server {
 public:
    explicit Server(const lab::Options& options)
        : options_(options),
          places_(options.max_connections == 0 ? 1'000'000 : options.max_connections) {}

    rt::Task<> run() {
        rt::TcpListener listener = listen();
        lab::announce_ready(listener.descriptor());
        rt::spawn(exit_at_term(), "term").detach();
        co_await accept_clients(std::move(listener));
    }

 private:
    static rt::Task<> exit_at_term() {
        co_await rt::signal(SIGTERM);
        std::exit(0);
    }

    rt::TcpListener listen() {
        try {
            return rt::TcpListener::bind(rt::SocketAddress(options_.host, options_.port));
        } catch (const std::invalid_argument&) {
            lab::cannot_listen(options_, EINVAL);
        } catch (const std::system_error& error) {
            lab::cannot_listen(options_, error.code().value());
        }
    }

    rt::Task<> accept_clients(rt::TcpListener listener) {
        try {
            for (;;) {
                rt::Semaphore::Permit place = co_await places_.acquire();
                rt::Result<rt::TcpStream> client = co_await listener.accept();
                if (!client) co_return;
                rt::spawn(serve(std::move(*client), std::move(place)), "connection").detach();
            }
        } catch (const rt::Cancelled&) {
        }
    }

    rt::Task<> serve(rt::TcpStream stream, rt::Semaphore::Permit) {
        try {
            co_await echo(&stream);
        } catch (const std::exception&) {
        }
    }

    rt::Task<> echo(rt::TcpStream* stream) {
        std::array<char, 16 * 1024> buffer;
        for (;;) {
            const std::size_t got = co_await read_in_time(stream, buffer);
            if (got == 0) co_return;
            if (options_.delay.count() > 0) co_await rt::sleep(options_.delay);
            if (options_.audit) co_await rt::spawn_blocking([got] { lab::audit(got); });
            const auto sent = co_await stream->write_all(std::span(buffer).first(got));
            if (!sent) co_return;
        }
    }

    /// 0: the client has finished, is gone, or was silent for too long.
    rt::Task<std::size_t> read_in_time(rt::TcpStream* stream, std::span<char> room) {
        if (options_.idle_timeout.count() == 0) co_return co_await read_some(stream, room);
        const auto in_time = co_await rt::timeout(options_.idle_timeout, read_some(stream, room));
        co_return in_time ? *in_time : 0;
    }

    static rt::Task<std::size_t> read_some(rt::TcpStream* stream, std::span<char> room) {
        const auto got = co_await stream->read(room);
        co_return got ? *got : 0;
    }

    const lab::Options options_;
    rt::Semaphore places_;
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    Server server(options);
    rt::Runtime runtime({.workers = options.workers, .signals = {SIGTERM}});
    runtime.block_on(server.run());
    return 0;
}
