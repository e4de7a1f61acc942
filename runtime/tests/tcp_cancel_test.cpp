// A client and a server are cancelled at each of their awaits, before it begins and while it waits: whatever
// the moment, descriptors are given back, and the other side goes on.
#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <tuple>

#include "descriptors.hpp"
#include "running.hpp"
#include "tcp_exchange.hpp"

namespace rt {
namespace {

/// Serves one connection after the other, and outlives each of them.
Task<> serve_in_turn(TcpListener listener) {
    for (;;) {
        Result<TcpStream> client = co_await listener.accept();
        if (!client) co_return;
        co_await echo(std::move(*client));
    }
}

/// True if it has come to its ordinary end.
Task<bool> exchange_cancelled_at(Steps* steps, SocketAddress address) {
    JoinHandle<> running = spawn(exchange(steps, address));
    steps->exchange = &running;
    steps->may_begin.set();
    if (!steps->by_itself) {
        co_await steps->reached.wait();
        running.abort();
    }
    try {
        co_await running;
    } catch (const Cancelled&) {
        co_return false;
    }
    co_return true;
}

class EveryAwait : public testing::TestWithParam<std::tuple<unsigned, bool>> {};

TEST_P(EveryAwait, OfAClientMayBeTheOneWhereItIsCancelled) {
    const auto [workers, by_itself] = GetParam();
    const std::size_t before = open_descriptors();
    run(
        [](bool itself) -> Task<> {
            TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
            const SocketAddress address = listener.local_address();
            JoinHandle<> server = spawn(serve_in_turn(std::move(listener)));
            Steps whole{.cancel_at = 0, .by_itself = true};
            const bool undisturbed = co_await exchange_cancelled_at(&whole, address);
            EXPECT_TRUE(undisturbed);
            EXPECT_EQ(whole.back, message);
            EXPECT_EQ(whole.taken, 23U);
            for (unsigned await = 1; await <= whole.taken; ++await) {
                Steps steps{.cancel_at = await, .by_itself = itself};
                const bool ended = co_await exchange_cancelled_at(&steps, address);
                if (itself) EXPECT_FALSE(ended) << "at await " << await;
                EXPECT_GE(steps.taken, await);
                EXPECT_EQ(steps.back, message.substr(0, steps.back.size())) << "at await " << await;
                // The server has seen its client's end, and serves the next one.
                Steps next{.cancel_at = 0, .by_itself = true};
                const bool served = co_await exchange_cancelled_at(&next, address);
                EXPECT_TRUE(served) << "after a cancellation at await " << await;
                EXPECT_EQ(next.back, message);
            }
            server.abort();
            co_await server;
        }(by_itself),
        with_workers(workers));
    EXPECT_EQ(open_descriptors(), before);
}

/// A server of one connection, which is cancelled at one of its awaits.
Task<> serve_once(Steps* steps, TcpListener listener) {
    co_await steps->may_begin.wait();
    steps->next();
    Result<TcpStream> client = co_await listener.accept();
    TcpStream stream = std::move(client).value();
    std::array<char, 300> buffer;
    for (;;) {
        steps->next();
        const Result<std::size_t> got = co_await stream.read(buffer);
        if (got.value() == 0) co_return;
        steps->next();
        const Result<std::size_t> sent = co_await stream.write_all(std::span(buffer).first(*got));
        EXPECT_EQ(sent.value(), *got);
    }
}

TEST_P(EveryAwait, OfAServerMayBeTheOneWhereItIsCancelled) {
    const auto [workers, by_itself] = GetParam();
    const std::size_t before = open_descriptors();
    run(
        [](bool itself) -> Task<> {
            for (unsigned await = 1; await <= 16; ++await) {
                TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
                const SocketAddress address = listener.local_address();
                Steps steps{.cancel_at = await, .by_itself = itself};
                Steps undisturbed{.cancel_at = 0, .by_itself = true};
                JoinHandle<> server = spawn(serve_once(&steps, std::move(listener)));
                steps.exchange = &server;
                steps.may_begin.set();
                JoinHandle<> client = spawn(exchange(&undisturbed, address));
                undisturbed.may_begin.set();
                if (!itself) {
                    co_await steps.reached.wait();
                    server.abort();
                }
                bool cancelled = false;
                try {
                    co_await server;
                } catch (const Cancelled&) {
                    cancelled = true;
                }
                if (itself) EXPECT_TRUE(cancelled) << "at await " << await;
                bool failed = false;
                try {
                    co_await client;
                } catch (const std::system_error& error) {
                    failed = true;
                    const int number = error.code().value();
                    EXPECT_TRUE(number == ECONNRESET || number == EPIPE || number == ENOTCONN ||
                                number == ECONNREFUSED)
                        << error.what();
                }
                // (A short read_exact at the end of the stream is the other sign.)
                if (!cancelled) EXPECT_FALSE(failed);
                const std::string& back = undisturbed.back;
                EXPECT_EQ(back, message.substr(0, back.size())) << "at await " << await;
            }
        }(by_itself),
        with_workers(workers));
    EXPECT_EQ(open_descriptors(), before);
}

INSTANTIATE_TEST_SUITE_P(WorkersAndByItself, EveryAwait,
                         testing::Combine(testing::Values(1U, 2U), testing::Bool()));

}  // namespace
}  // namespace rt
