// TCP on the loopback: bytes, ends, errors, and what holds when descriptors run out.
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <random>
#include <string>
#include <vector>

#include "descriptors.hpp"
#include "running.hpp"
#include "tcp_parts.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

TEST(TcpStream, EchoesMegabytesInBothDirectionsAtOnce) {
    for (const unsigned workers : {1U, 3U}) {
        run(
            []() -> Task<> {
                Pair pair = co_await connected();
                JoinHandle<> server = spawn(echo(std::move(pair.server)));
                StreamHalves halves = std::move(pair.client).split();
                JoinHandle<> writer = spawn([](WriteHalf half) -> Task<> {
                    const std::string bytes = pattern(4'000'000);
                    const Result<std::size_t> sent = co_await half.write_all(bytes);
                    EXPECT_EQ(sent.value(), bytes.size());
                    EXPECT_TRUE(half.shutdown_write());
                }(std::move(halves.writer)));
                std::string back(4'000'000, ' ');
                const Result<std::size_t> got = co_await halves.reader.read_exact(back);
                EXPECT_EQ(got.value(), back.size());
                EXPECT_EQ(back, pattern(back.size()));
                const Result<std::size_t> end = co_await halves.reader.read(back);
                EXPECT_EQ(end.value(), 0U);
                co_await writer;
                co_await server;
            }(),
            with_workers(workers));
    }
}

TEST(TcpStream, SeesTheEndThatCameTogetherWithTheLastBytes) {
    run([]() -> Task<> {
        Pair pair = co_await connected();
        const Result<std::size_t> sent = co_await pair.client.write_all(std::string_view("bye"));
        EXPECT_TRUE(sent);
        EXPECT_TRUE(pair.client.shutdown_write());
        std::array<char, 100> buffer;
        const Result<std::size_t> got = co_await pair.server.read(buffer);
        EXPECT_EQ(got.value(), 3U) << "a short read, which uses the readiness up";
        const Result<std::size_t> end = co_await pair.server.read(buffer);
        EXPECT_EQ(end.value(), 0U);
    }());
}

/// Sends without a pause and without ever waiting, until told to stop; whoever reads it is never out of work.
Task<> blast(TcpStream stream, const bool* stop) {
    const std::string bytes(64, 'x');
    while (!*stop) {
        const Result<std::size_t> sent = co_await stream.write(bytes);
        if (!sent) co_return;
    }
}

TEST(TcpStream, ThatNeverPausesDoesNotKeepOthersFromBeingNoticed) {
    run([]() -> Task<> {
        Pair firehose = co_await connected();
        Pair polite = co_await connected();
        bool stop = false;
        int reads = 0;
        int reads_when_sent = 0;
        JoinHandle<> blaster = spawn(blast(std::move(firehose.client), &stop));
        JoinHandle<> drain = spawn([](TcpStream stream, const bool* end, int* count) -> Task<> {
            std::array<char, 1> buffer;  // so small that there is always more
            while (!*end) {
                const Result<std::size_t> got = co_await stream.read(buffer);
                if (!got || *got == 0) co_return;
                ++*count;
            }
        }(std::move(firehose.server), &stop, &reads));
        JoinHandle<> hearing = spawn([](TcpStream stream) -> Task<> {
            std::array<char, 16> buffer;
            const Result<std::size_t> got = co_await stream.read(buffer);
            EXPECT_EQ(got.value(), 5U);
        }(std::move(polite.server)));
        while (reads < 10'000) co_await yield_now();
        const Result<std::size_t> sent = co_await polite.client.write(std::string_view("hello"));
        EXPECT_TRUE(sent);
        reads_when_sent = reads;
        co_await hearing;
        EXPECT_LE(reads - reads_when_sent, 1'000);
        stop = true;
        co_await drain;
        co_await blaster;
    }());
}

TEST(TcpStream, GathersAndScattersVectors) {
    run([]() -> Task<> {
        Pair pair = co_await connected();
        std::string one = "abc";
        std::string two = "defgh";
        const std::array<iovec, 2> pieces{iovec{one.data(), one.size()}, iovec{two.data(), two.size()}};
        const Result<std::size_t> sent = co_await pair.client.write_vectored(pieces);
        EXPECT_EQ(sent.value(), 8U);
        std::string first(5, ' ');
        std::string second(5, ' ');
        const std::array<iovec, 2> room{iovec{first.data(), first.size()},
                                        iovec{second.data(), second.size()}};
        const Result<std::size_t> got = co_await pair.server.read_vectored(room);
        EXPECT_EQ(got.value(), 8U);
        EXPECT_EQ(first + second, "abcdefgh  ");
    }());
}

TEST(TcpStream, ReportsAResetAndAGonePeerAsValues) {
    run([]() -> Task<> {
        Pair pair = co_await connected();
        pair.client.reset_on_close();
        { const TcpStream gone = std::move(pair.client); }
        std::array<char, 10> buffer;
        const Result<std::size_t> got = co_await pair.server.read(buffer);
        EXPECT_EQ(got.error(), ECONNRESET);
        const Result<std::size_t> sent = co_await pair.server.write_all(std::string_view("x"));
        EXPECT_EQ(sent.error(), EPIPE);
    }());
}

TEST(TcpStream, RefusesASecondReaderAtTheSameTime) {
    run([]() -> Task<> {
        Pair pair = co_await connected();
        const auto read = [](TcpStream* stream) -> Task<int> {
            std::array<char, 10> buffer;
            const Result<std::size_t> got = co_await stream->read(buffer);
            co_return got.error();
        };
        JoinHandle<int> first = spawn(read(&pair.server));
        co_await yield_now();
        const int second = co_await read(&pair.server);
        EXPECT_EQ(second, EBUSY);
        first.abort();
        const int cancelled = co_await first;
        EXPECT_EQ(cancelled, ECANCELED);
    }());
}

TEST(Connect, ToAPortWhereNobodyListensIsRefused) {
    EXPECT_EQ(run([]() -> Task<int> {
                  std::uint16_t port = 0;
                  {
                      const TcpListener closed = TcpListener::bind(SocketAddress("127.0.0.1", 0));
                      port = closed.local_address().port();
                  }
                  const Result<TcpStream> stream =
                      co_await TcpStream::connect(SocketAddress("127.0.0.1", port));
                  co_return stream.error();
              }()),
              ECONNREFUSED);
}

TEST(SocketAddress, WantsNumbers) {
    EXPECT_THROW(SocketAddress("localhost", 1), std::invalid_argument);
    EXPECT_EQ(SocketAddress("127.0.0.1", 80).to_string(), "127.0.0.1:80");
}

TEST(Accept, WaitsForDescriptorsWhenThereAreNoneAndGoesOn) {
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    run([]() -> Task<> {
        TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
        const Result<TcpStream> waiting = co_await TcpStream::connect(listener.local_address());
        EXPECT_TRUE(waiting);
        // The lowest free number is the limit: not one descriptor more.
        const int lowest = ::dup(0);
        ::close(lowest);
        rlimit none{};
        ::getrlimit(RLIMIT_NOFILE, &none);
        const rlim_t limit = none.rlim_cur;
        none.rlim_cur = static_cast<rlim_t>(lowest);
        ::setrlimit(RLIMIT_NOFILE, &none);
        JoinHandle<bool> accepting = spawn([](TcpListener* from) -> Task<bool> {
            const Result<TcpStream> accepted = co_await from->accept();
            co_return static_cast<bool>(accepted);
        }(&listener));
        co_await sleep(20ms);
        EXPECT_FALSE(accepting.done());
        none.rlim_cur = limit;
        ::setrlimit(RLIMIT_NOFILE, &none);
        const bool accepted = co_await accepting;
        EXPECT_TRUE(accepted);
    }());
    ::setrlimit(RLIMIT_NOFILE, &before);
}

/// A client that sends in pieces, reads in pieces, and leaves in one of several ways.
Task<> visit(SocketAddress address, unsigned seed) {
    std::mt19937 random(seed);
    Result<TcpStream> connection = co_await TcpStream::connect(address);
    if (!connection) co_return;
    TcpStream stream = std::move(connection).value();
    const std::string bytes = pattern(1 + random() % 3'000);
    std::string back(bytes.size(), ' ');
    std::size_t at = 0;
    while (at < bytes.size()) {
        const std::size_t piece = std::min<std::size_t>(1 + random() % 700, bytes.size() - at);
        const Result<std::size_t> sent = co_await stream.write_all(std::string_view(bytes).substr(at, piece));
        if (!sent) co_return;
        const Result<std::size_t> got = co_await stream.read_exact(std::span(back).subspan(at, piece));
        if (!got) co_return;
        EXPECT_EQ(*got, piece);
        at += piece;
        if (random() % 4 == 0) co_await yield_now();
        if (random() % 40 == 0) {
            stream.reset_on_close();
            co_return;
        }
    }
    EXPECT_EQ(back, bytes);
    if (random() % 2 == 0) co_return;
    EXPECT_TRUE(stream.shutdown_write());
    const Result<std::size_t> end = co_await stream.read(back);
    if (end) EXPECT_EQ(*end, 0U);
}

Task<> serve(TcpListener listener) {
    for (;;) {
        Result<TcpStream> client = co_await listener.accept();
        if (!client) co_return;
        spawn(echo(std::move(*client))).detach();
    }
}

Task<> ten_thousand_visits() {
    TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
    const SocketAddress address = listener.local_address();
    JoinHandle<> server = spawn(serve(std::move(listener)));
    std::mt19937 random(1);
    for (unsigned batch = 0; batch < 100; ++batch) {
        std::vector<JoinHandle<>> visitors;
        for (unsigned index = 0; index < 100; ++index)
            visitors.push_back(spawn(visit(address, batch * 100 + index)));
        for (unsigned index = 0; index < 10; ++index) {
            co_await yield_now();
            visitors[random() % visitors.size()].abort();  // at whatever await it has come to
        }
        for (JoinHandle<>& visitor : visitors) {
            try {
                co_await visitor;
            } catch (const Cancelled&) {
                // one of the aborted
            }
        }
    }
    server.abort();
    co_await server;
}

class Torture : public testing::TestWithParam<unsigned> {};

TEST_P(Torture, OfTenThousandConnectionsLeavesNothingBehind) {
    const std::size_t before = open_descriptors();
    {
        Runtime runtime(with_workers(GetParam()));
        runtime.block_on(ten_thousand_visits());
    }
    EXPECT_EQ(open_descriptors(), before);
}

TEST_P(Torture, EndsEveryTaskItHasStarted) {
    Runtime runtime(with_workers(GetParam()));
    runtime.block_on([]() -> Task<> {
        TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
        const SocketAddress address = listener.local_address();
        co_await with_group(
            [](TaskGroup& group, TcpListener from, SocketAddress to) -> Task<> {
                group.spawn(serve(std::move(from)));
                std::vector<JoinHandle<>> visitors;
                for (unsigned index = 0; index < 200; ++index) visitors.push_back(spawn(visit(to, index)));
                for (JoinHandle<>& visitor : visitors) co_await visitor;
            },
            std::move(listener), address);
    }());
    // Detached echoes may still see their clients' ends.
    runtime.block_on([](Runtime* whole) -> Task<> {
        while (whole->counters().finished + 1 < whole->counters().spawned) co_await sleep(1ms);
    }(&runtime));
}

INSTANTIATE_TEST_SUITE_P(WithWorkers, Torture, testing::Values(1U, 2U, 4U),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace rt
