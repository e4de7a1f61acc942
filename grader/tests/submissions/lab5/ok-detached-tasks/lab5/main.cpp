// A detached task for each connection; a set of descriptors is how SIGTERM reaches them all.
#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <mutex>
#include <set>
#include <span>
#include <stdexcept>
#include <system_error>

#include "lab/audit.hpp"
#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "rt/rt.hpp"

namespace {

using std::chrono::milliseconds;

/// The connections that are being served: SIGTERM wants to reach them all.
class Live {
 public:
    void add(int fd) {
        const std::lock_guard lock(mutex_);
        open_.insert(fd);
    }
    void remove(int fd) {
        const std::lock_guard lock(mutex_);
        open_.erase(fd);
        changed_.notify_one();
    }
    void shut_down(int how) {
        const std::lock_guard lock(mutex_);
        for (const int fd : open_) ::shutdown(fd, how);
    }
    bool empty() {
        const std::lock_guard lock(mutex_);
        return open_.empty();
    }
    rt::Task<> wait_until_empty() {
        for (bool done = empty(); !done; done = empty()) co_await changed_.wait();
    }

 private:
    std::mutex mutex_;
    std::set<int> open_;
    rt::Notify changed_;
};

class Server {
 public:
    explicit Server(const lab::Options& options)
        : options_(options),
          places_(options.max_connections == 0 ? 1'000'000 : options.max_connections) {}

    rt::Task<> run() {
        rt::TcpListener listener = listen();
        lab::announce_ready(listener.descriptor());
        rt::JoinHandle<> acceptor = rt::spawn(accept_clients(std::move(listener)), "acceptor");
        co_await rt::signal(SIGTERM);
        acceptor.abort();
        co_await acceptor;
        co_await drain();
    }

 private:
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
                live_.add(client->descriptor());  // before it runs: SIGTERM must not miss it
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
        live_.remove(stream.descriptor());
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

    rt::Task<> drain() {
        live_.shut_down(SHUT_RD);  // what was sent can still be read; then comes the end
        const auto gone = co_await rt::timeout(milliseconds(1'200), live_.wait_until_empty());
        if (gone) co_return;
        live_.shut_down(SHUT_RDWR);  // whoever does not read its echo
        co_await live_.wait_until_empty();
    }

    const lab::Options options_;
    rt::Semaphore places_;
    Live live_;
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    Server server(options);
    rt::Runtime runtime({.workers = options.workers, .signals = {SIGTERM}});
    runtime.block_on(server.run());
    return 0;
}
