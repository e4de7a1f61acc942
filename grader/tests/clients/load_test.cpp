// The load generator of the runtime's benchmark, which is the only one: what a closed loop and an open one
// do.
#include "load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "tiny_server.hpp"

namespace grader {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr std::size_t message_bytes = 64;

bench::Usage no_usage() {
    return {};
}

TEST(Load, InAClosedLoopGoesOnForBothTimes) {
    const TinyServer server(echo);
    bench::Load load(server.endpoint().port, 3, message_bytes);
    const bench::Measured measured = load.measure(milliseconds(20), milliseconds(50), no_usage);
    EXPECT_GE(measured.elapsed, milliseconds(50));
    EXPECT_GT(measured.round_trips, 0U);
    EXPECT_GE(measured.latency.total(), measured.round_trips);
}

// Bounds that a busy machine can't break: what is late is sent all the same.
TEST(Load, InAnOpenLoopKeepsToItsTimetable) {
    const TinyServer server(echo);
    bench::Load load(server.endpoint().port, 4, message_bytes);
    const auto start = bench::Load::Clock::now();
    const bench::Measured measured = load.measure(milliseconds(0), milliseconds(100), no_usage, 200);
    const std::chrono::duration<double> seconds = bench::Load::Clock::now() - start;
    EXPECT_GE(measured.latency.total(), 19U);
    EXPECT_LE(static_cast<double>(measured.latency.total()), seconds.count() * 200 + 1);
}

TEST(Load, InAnOpenLoopCountsFromWhenAMessageWasDue) {
    std::atomic<bool> stalls = false;
    const TinyServer server([&](int connection) {
        char message[message_bytes];
        for (int turn = 0;; ++turn) {
            for (std::size_t have = 0; have < sizeof message;) {
                const ssize_t got = ::recv(connection, message + have, sizeof message - have, 0);
                if (got <= 0) return;
                have += static_cast<std::size_t>(got);
            }
            // One stall, and then as fast as can be.
            if (turn == 1) std::this_thread::sleep_for(milliseconds(300));
            if (!write_all(connection, message, sizeof message)) return;
        }
    });
    bench::Load load(server.endpoint().port, 1, message_bytes);
    const bench::Measured measured = load.measure(milliseconds(0), milliseconds(0), no_usage, 100);
    // What was due while it stalled is sent after it, and has waited: not one message of thirty, but all.
    EXPECT_GE(measured.latency.total(), 20U);
    EXPECT_GE(measured.latency.at_share(0.5), 100'000'000U);
}

TEST(Load, ComplainsOfAServerThatClosesWhileOthersStillConnect) {
    const TinyServer server([](int /*connection*/) {});
    EXPECT_THROW(bench::Load(server.endpoint().port, 400, message_bytes), bench::LoadError);
}

TEST(Load, ComplainsOfAServerThatSendsOtherBytes) {
    const TinyServer server(corrupt_byte(3 * message_bytes + 9));
    bench::Load load(server.endpoint().port, 1, message_bytes);
    try {
        load.measure(milliseconds(0), milliseconds(1'000), no_usage);
        FAIL() << "nobody has seen it";
    } catch (const bench::LoadError& error) {
        EXPECT_THAT(error.what(), HasSubstr("other bytes"));
    }
}

}  // namespace
}  // namespace grader
