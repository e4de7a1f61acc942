// TCP under torture: ended by halves and by resets, out of descriptors, with descriptors that come again; and
// after ten thousand connections everything is as it was.
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "descriptors.hpp"
#include "running.hpp"
#include "tcp_exchange.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

TEST(HalfClose, LeavesTheOtherHalfOpenInEitherOrder) {
    for (const bool client_first : {true, false}) {
        run([](bool client_ends_first) -> Task<> {
            Pair pair = co_await connected();
            TcpStream& first = client_ends_first ? pair.client : pair.server;
            TcpStream& second = client_ends_first ? pair.server : pair.client;
            EXPECT_TRUE(first.shutdown_write());
            std::array<char, 1'000> buffer;
            const Result<std::size_t> end = co_await second.read(buffer);
            EXPECT_EQ(end.value(), 0U);
            // More than the socket's buffers take: writes wait and go on, though reading has ended.
            JoinHandle<> writer = spawn([](TcpStream* stream) -> Task<> {
                const std::string bytes = pattern(5'000'000);
                const Result<std::size_t> sent = co_await stream->write_all(bytes);
                EXPECT_EQ(sent.value(), bytes.size());
                EXPECT_TRUE(stream->shutdown_write());
            }(&second));
            std::string all(5'000'000, ' ');
            const Result<std::size_t> got = co_await first.read_exact(all);
            EXPECT_EQ(got.value(), all.size());
            EXPECT_EQ(all, pattern(all.size()));
            const Result<std::size_t> last = co_await first.read(buffer);
            EXPECT_EQ(last.value(), 0U);
            co_await writer;
            const Result<std::size_t> again = co_await second.read(buffer);
            EXPECT_EQ(again.value(), 0U) << "an end stays an end";
        }(client_first));
    }
}

TEST(Reset, EndsBothHalvesThatWait) {
    run([]() -> Task<> {
        for (int round = 0; round < 50; ++round) {
            Pair pair = co_await connected();
            StreamHalves halves = std::move(pair.server).split();
            JoinHandle<int> reader = spawn([](ReadHalf half) -> Task<int> {
                std::array<char, 10> buffer;
                const Result<std::size_t> got = co_await half.read(buffer);
                co_return got.error();
            }(std::move(halves.reader)));
            JoinHandle<int> writer = spawn([](WriteHalf half) -> Task<int> {
                const std::string much(100'000, 'x');
                for (;;) {
                    const Result<std::size_t> sent = co_await half.write_all(much);
                    if (!sent) co_return sent.error();
                }
            }(std::move(halves.writer)));
            for (int turn = 0; turn < round; ++turn) co_await yield_now();
            pair.client.reset_on_close();
            { const TcpStream gone = std::move(pair.client); }
            const int read_error = co_await reader;
            const int write_error = co_await writer;
            // The kernel tells of the reset once; who comes second sees a connection that has ended.
            EXPECT_TRUE(read_error == ECONNRESET || read_error == 0) << read_error;
            EXPECT_TRUE(write_error == ECONNRESET || write_error == EPIPE) << write_error;
        }
    }());
}

// Events of the closed connection may still be under way when its number is given to the next one.
TEST(Descriptors, ThatComeAgainBringNoEventsOfTheirFormerLives) {
    for (const unsigned workers : {1U, 3U}) {
        unsigned reused = 0;
        run(
            [](unsigned* same) -> Task<> {
                for (int round = 0; round < 300; ++round) {
                    Pair old_pair = co_await connected();
                    const int number = old_pair.server.descriptor();
                    const Result<std::size_t> sent =
                        co_await old_pair.client.write_all(std::string_view("old"));
                    EXPECT_TRUE(sent);
                    // Bytes, an end, or a reset, which nobody has looked at.
                    if (round % 3 == 1) EXPECT_TRUE(old_pair.client.shutdown_write());
                    if (round % 3 == 2) old_pair.client.reset_on_close();
                    { const TcpStream gone = std::move(old_pair.client); }
                    { const TcpStream gone = std::move(old_pair.server); }
                    Pair pair = co_await connected();
                    if (pair.server.descriptor() == number || pair.client.descriptor() == number) ++*same;
                    JoinHandle<> reader = spawn([](TcpStream* stream) -> Task<> {
                        std::array<char, 10> buffer;
                        const Result<std::size_t> got = co_await stream->read(buffer);
                        EXPECT_EQ(got.error(), 0);
                        if (got) EXPECT_EQ(std::string(buffer.data(), *got), "new");
                    }(&pair.server));
                    for (int turn = 0; turn < 10; ++turn) co_await yield_now();
                    EXPECT_FALSE(reader.done()) << "nothing has been sent yet";
                    const Result<std::size_t> fresh = co_await pair.client.write_all(std::string_view("new"));
                    EXPECT_TRUE(fresh);
                    co_await reader;
                }
            }(&reused),
            with_workers(workers));
        EXPECT_GT(reused, 0U);
    }
}

/// As long as it lives no descriptor can be made.
class NoMoreDescriptors {
 public:
    NoMoreDescriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        // The lowest free number is the limit.
        const int lowest = ::dup(0);
        ::close(lowest);
        rlimit none = before_;
        none.rlim_cur = static_cast<rlim_t>(lowest);
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoMoreDescriptors(const NoMoreDescriptors&) = delete;
    NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

 private:
    rlimit before_{};
};

TEST(Accept, DoesNotSpinWhileThereAreNoDescriptors) {
    Runtime runtime;
    runtime.block_on([](Runtime* whole) -> Task<> {
        TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
        std::vector<TcpStream> clients;
        for (int client = 0; client < 5; ++client) {
            Result<TcpStream> connection = co_await TcpStream::connect(listener.local_address());
            clients.push_back(std::move(connection).value());
        }
        JoinHandle<unsigned> accepting = spawn([](TcpListener* from) -> Task<unsigned> {
            unsigned count = 0;
            for (; count < 5; ++count) {
                const Result<TcpStream> accepted = co_await from->accept();
                if (!accepted) break;
            }
            co_return count;
        }(&listener));
        {
            const NoMoreDescriptors none;
            const std::uint64_t polls = whole->counters().polls;
            const Instant begin = now();
            co_await sleep(300ms);
            // A turn per try, and a pause between two of them: however long a busy machine has made this
            // last.
            const auto tries = static_cast<std::uint64_t>((now() - begin) / 10ms);
            EXPECT_LE(whole->counters().polls - polls, 5 + tries);
            EXPECT_GE(whole->counters().polls - polls, 2U) << "it tries again";
            EXPECT_FALSE(accepting.done());
        }
        const unsigned accepted = co_await accepting;
        EXPECT_EQ(accepted, 5U);
    }(&runtime));
}

TEST(Accept, MayBeCancelledWhileItWaitsForDescriptors) {
    run([]() -> Task<> {
        TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
        const Result<TcpStream> client = co_await TcpStream::connect(listener.local_address());
        EXPECT_TRUE(client);
        const NoMoreDescriptors none;
        JoinHandle<int> accepting = spawn([](TcpListener* from) -> Task<int> {
            const Result<TcpStream> accepted = co_await from->accept();
            co_return accepted.error();
        }(&listener));
        co_await sleep(1ms);
        accepting.abort();
        const int error = co_await accepting;
        EXPECT_EQ(error, ECANCELED);
    }());
}

Task<> connect_and_echo(SocketAddress address) {
    Steps steps{.cancel_at = 0, .by_itself = true};
    steps.may_begin.set();
    co_await exchange(&steps, address);
}

/// `count` connections, ten at a time, one of ten cancelled.
Task<> many_connections(unsigned count) {
    TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
    const SocketAddress address = listener.local_address();
    JoinHandle<> server = spawn([](TcpListener from) -> Task<> {
        for (;;) {
            Result<TcpStream> client = co_await from.accept();
            if (!client) co_return;
            spawn(echo(std::move(*client))).detach();
        }
    }(std::move(listener)));
    for (unsigned done = 0; done < count; done += 10) {
        std::vector<JoinHandle<>> clients;
        for (unsigned client = 0; client < 10; ++client) clients.push_back(spawn(connect_and_echo(address)));
        for (unsigned turn = 0; turn < done / 10 % 20; ++turn) co_await yield_now();
        clients[0].abort();
        for (JoinHandle<>& client : clients) {
            try {
                co_await client;
            } catch (const Cancelled&) {
                // the one of ten
            }
        }
    }
    server.abort();
    co_await server;
}

TEST(Memory, IsBackAtTheBaselineAfterTenThousandConnections) {
    const std::size_t descriptors = open_descriptors();
    run(many_connections(100));  // whatever is made once, is made now
    const long before = allocations_outstanding();
    constexpr unsigned count = built_with_sanitizers ? 1'000 : 10'000;
    {
        Runtime runtime;
        runtime.block_on(many_connections(1'000));
        const long early = allocations_outstanding();
        runtime.block_on(many_connections(count - 1'000));
        // A runtime that lives on keeps some frames for later, as many as ever lived at once.
        EXPECT_LE(allocations_outstanding() - early, 200) << "a long-lived server does not grow";
    }
    EXPECT_EQ(open_descriptors(), descriptors);
    EXPECT_LE(allocations_outstanding() - before, 10) << "and nothing is left of it";
    // Under sanitizers allocations are not counted here; AddressSanitizer reports leaks itself.
    if (!built_with_sanitizers) EXPECT_GT(before, 0);
}

}  // namespace
}  // namespace rt
