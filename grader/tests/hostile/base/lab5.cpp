// A right Lab 5 server with places for an attack: a task for each connection, on the mini-runtime.
#include "tools.hpp"
// After the tools, which it may use, and before the hooks, which it defines.
#include "attack.hpp"
#include "hooks.hpp"

#include <array>
#include <cstdio>
#include <exception>
#include <limits>
#include <mutex>
#include <set>
#include <span>

#include "lab/audit.hpp"
#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "rt/rt.hpp"

namespace {

lab::Options options;
std::mutex guard;
std::set<int> live;
bool ended = false;

class Entry {
 public:
    explicit Entry(int client) : client_(client) {
        const std::lock_guard lock(guard);
        live.insert(client_);
        if (ended) shutdown(client_, SHUT_RD);
    }
    ~Entry() {
        const std::lock_guard lock(guard);
        live.erase(client_);
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

 private:
    int client_;
};

rt::Task<rt::Result<std::size_t>> read_some(rt::TcpStream& stream, std::span<char> buffer) {
    const auto got = co_await stream.read(buffer);
    co_return got;
}

rt::Task<rt::Result<std::size_t>> next_bytes(rt::TcpStream& stream, std::span<char> buffer) {
    if (options.idle_timeout.count() == 0) {
        const auto got = co_await stream.read(buffer);
        co_return got;
    }
    auto in_time = co_await rt::timeout(options.idle_timeout, read_some(stream, buffer));
    if (!in_time) co_return rt::Failure(in_time.error());
    co_return *in_time;
}

rt::Task<> echo(rt::TcpStream& stream) {
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = co_await next_bytes(stream, buffer);
        if (!got || *got == 0) co_return;
        if (options.delay.count() > 0) co_await rt::sleep(options.delay);
        if (options.audit) co_await rt::spawn_blocking([size = *got] { lab::audit(size); });
        const auto sent = co_await stream.write_all(std::span<const char>(buffer).first(*got));
        if (!sent) co_return;
    }
}

rt::Task<> serve(rt::TcpStream stream, [[maybe_unused]] rt::Semaphore::Permit permit) try {
    const Entry entry(stream.descriptor());
    ATTACK_CONNECTION(stream.descriptor());
    co_await echo(stream);
} catch (const rt::Cancelled&) {
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: a client: %s\n", error.what());
}

rt::Task<> accept_clients(rt::TcpListener listener, rt::TaskGroup& clients, rt::Semaphore& room) {
    for (;;) {
        rt::Semaphore::Permit permit = co_await room.acquire();
        auto client = co_await listener.accept();
        if (!client) co_return;
        clients.spawn(serve(std::move(*client), std::move(permit)), "client");
    }
}

rt::Task<> until_term() {
    co_await rt::signal(SIGTERM);
}

rt::Task<> serve_until_term(rt::TaskGroup& clients, rt::Semaphore* room) {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress(options.host, options.port));
    tell();
    lab::announce_ready(listener.descriptor());
    ATTACK_READY;
    [[maybe_unused]] const auto stopped =
        co_await rt::when_any(accept_clients(std::move(listener), clients, *room), until_term());
    {
        const std::lock_guard lock(guard);
        ended = true;
        for (const int client : live) shutdown(client, SHUT_RD);
    }
    [[maybe_unused]] const auto all_done =
        co_await rt::timeout(std::chrono::milliseconds(1500), clients.join());
}

rt::Task<> run(rt::Semaphore* room) {
    co_await rt::with_group(
        [](rt::TaskGroup& clients, rt::Semaphore* slots) { return serve_until_term(clients, slots); }, room);
}

}  // namespace

int main(int argc, char** argv) try {
    ATTACK_START;
    options = lab::parse_options(argc, argv);
    rt::Semaphore room(options.max_connections == 0 ? std::numeric_limits<std::size_t>::max()
                                                    : options.max_connections);
    {
        rt::Runtime runtime({.workers = options.workers, .signals = {SIGTERM}});
        runtime.block_on(run(&room));
    }
    ATTACK_END;
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "server: %s\n", error.what());
    return 1;
}
