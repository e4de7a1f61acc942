// The load generator beside a real server: how many clients it can be, and whether a server can hide a stall
// from it. What it does with one that misbehaves is tested in grader/tests/clients/load_test.cpp.
#include "load.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>

#include "cores.hpp"
#include "limits.hpp"
#include "subject.hpp"

namespace models {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration;

constexpr std::size_t message_bytes = 64;

Subject epoll_server() {
    return Subject({.name = "epoll_level", .path = std::string(MODELS_DIRECTORY) + "/epoll_level"}, 1,
                   bench::choose_cores(1).shared);
}

std::size_t own_threads() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& task : std::filesystem::directory_iterator("/proc/self/task")) ++count;
    return count;
}

bench::Usage no_usage() {
    return {};
}

TEST(Load, HoldsTenThousandConnectionsFromOneThread) {
    constexpr std::size_t connections = 10'000;
    if (const std::size_t possible = bench::raise_connection_limit(); possible < connections)
        GTEST_SKIP() << "the limit of descriptors allows " << possible << " (ulimit -Hn)";
    const std::size_t threads_before = own_threads();
    const Subject server = epoll_server();
    bench::Load load(server.port(), connections, message_bytes);
    EXPECT_EQ(server.descriptors_of_clients(), connections);
    // In a closed loop each connection has one message under way when the time is over, and all of them come
    // back, each byte as it was sent.
    const bench::Measured seen = load.measure(0ms, 200ms, no_usage);
    EXPECT_GE(seen.latency.total(), connections);
    EXPECT_EQ(own_threads(), threads_before);
}

// A slow machine makes the stop longer, and the bounds are of the stop as it was.
TEST(Load, SeesAServerThatIsStoppedForASecond) {
    const Subject server = epoll_server();
    bench::Load load(server.port(), 50, message_bytes);
    bench::Load::Clock::duration stopped{};
    std::jthread warden([&] {
        std::this_thread::sleep_for(300ms);
        const auto from = bench::Load::Clock::now();
        kill(server.pids().front(), SIGSTOP);
        std::this_thread::sleep_for(1s);
        kill(server.pids().front(), SIGCONT);
        stopped = bench::Load::Clock::now() - from;
    });
    const bench::Measured seen = load.measure(0ms, 2s, no_usage, 2'000);
    warden.join();
    const duration<double, std::nano> tail(static_cast<double>(seen.latency.at_share(0.999)));
    EXPECT_GE(tail, 0.9 * stopped);
    EXPECT_LE(tail, 3 * stopped);
    // It is not one message that has waited, as in a loop that waits along: what was due meanwhile has, too.
    const duration<double, std::nano> upper_fifth(static_cast<double>(seen.latency.at_share(0.8)));
    EXPECT_GE(upper_fifth, 0.1 * stopped);
}

}  // namespace
}  // namespace models
