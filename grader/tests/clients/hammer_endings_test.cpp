// How the hammer's connections end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <chrono>

#include "evidence/clients/hammer.hpp"
#include "tiny_server.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using Ending = HammerPlan::Ending;
using Kind = ClientError::Kind;

HammerPlan plan_with(Ending ending, const Endpoint& server, std::size_t messages) {
    HammerPlan plan;
    plan.server = server;
    plan.connections = 10;
    plan.messages_per_connection = messages;
    plan.ending = ending;
    return plan;
}

/// Echoes, and counts how its connections end.
struct CountingServer {
    std::atomic<int> ends = 0;
    std::atomic<int> resets = 0;
    TinyServer server{[this](int connection) {
        char piece[4096];
        ssize_t got = 0;
        while ((got = ::recv(connection, piece, sizeof piece, 0)) > 0)
            write_all(connection, piece, static_cast<std::size_t>(got));
        ++(got < 0 && errno == ECONNRESET ? resets : ends);
    }};
};

TEST(HammerEnding, HalfCloseWaitsForTheServersEnd) {
    CountingServer counting;
    const HammerResult result = hammer(plan_with(Ending::half_close, counting.server.endpoint(), 2));
    EXPECT_EQ(result.completed_connections, 10U);
    EXPECT_EQ(counting.ends, 10);
}

TEST(HammerEnding, CloseJustLeaves) {
    CountingServer counting;
    const HammerResult result = hammer(plan_with(Ending::close, counting.server.endpoint(), 2));
    EXPECT_EQ(result.completed_connections, 10U);
    EXPECT_TRUE(wait_for(Patience(), [&] { return counting.ends == 10; }));
    EXPECT_EQ(counting.resets, 0);
}

TEST(HammerEnding, ResetIsSeenAsAnErrorByTheServer) {
    CountingServer counting;
    const HammerResult result = hammer(plan_with(Ending::reset, counting.server.endpoint(), 2));
    EXPECT_EQ(result.completed_connections, 10U);
    EXPECT_TRUE(wait_for(Patience(), [&] { return counting.resets == 10; }));
    EXPECT_EQ(counting.ends, 0);
}

TEST(HammerEnding, ComesAtOnceWithoutAnyMessage) {
    const TinyServer server(echo);
    for (const Ending ending : {Ending::half_close, Ending::close, Ending::reset}) {
        const HammerResult result = hammer(plan_with(ending, server.endpoint(), 0));
        EXPECT_EQ(result.completed_connections, 10U);
        EXPECT_EQ(result.round_trips, 0U);
    }
}

TEST(HammerEnding, FailsIfTheServerKeepsTheConnectionAfterAHalfClose) {
    const TinyServer server([](int connection) {
        echo(connection);
        never_answer(connection);
    });
    HammerPlan plan = plan_with(Ending::half_close, server.endpoint(), 1);
    plan.patience.limit = std::chrono::milliseconds(200);
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.failed_connections, 10U);
    EXPECT_EQ(result.round_trips, 10U);
    ASSERT_TRUE(result.first_failure);
    EXPECT_EQ(result.first_failure->kind, Kind::timeout);
    EXPECT_THAT(result.first_failure->what(), HasSubstr("after it had shut down its sending side"));
}

TEST(HammerEnding, FailsIfTheServerResetsAfterAHalfClose) {
    const TinyServer server([](int connection) {
        echo(connection);
        leave_with_reset(connection);
    });
    const HammerResult result = hammer(plan_with(Ending::half_close, server.endpoint(), 1));
    EXPECT_EQ(result.failed_connections, 10U);
    ASSERT_TRUE(result.first_failure);
    EXPECT_EQ(result.first_failure->kind, Kind::reset);
}

TEST(HammerEnding, FailsIfMoreComesBackThanWasSent) {
    const TinyServer server([](int connection) {
        echo(connection);
        write_all(connection, "!", 1);
    });
    const HammerResult result = hammer(plan_with(Ending::half_close, server.endpoint(), 1));
    EXPECT_EQ(result.failed_connections, 10U);
    ASSERT_TRUE(result.first_failure);
    EXPECT_EQ(result.first_failure->kind, Kind::unexpected_data);
}

}  // namespace
}  // namespace grader
