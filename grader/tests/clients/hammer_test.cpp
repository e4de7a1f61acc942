#include "evidence/clients/hammer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <set>
#include <thread>

#include "speaking_order.hpp"
#include "tiny_server.hpp"

namespace grader {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using Kind = ClientError::Kind;

HammerPlan plan_for(const Endpoint& server, std::size_t connections, std::size_t messages) {
    HammerPlan plan;
    plan.server = server;
    plan.connections = connections;
    plan.messages_per_connection = messages;
    return plan;
}

TEST(Hammer, CompletesAllConnectionsOfARightServer) {
    const TinyServer server(echo);
    const HammerResult result = hammer(plan_for(server.endpoint(), 20, 5));
    EXPECT_EQ(result.completed_connections, 20U);
    EXPECT_EQ(result.failed_connections, 0U);
    EXPECT_EQ(result.round_trips, 100U);
    EXPECT_EQ(result.bytes, 100U * 64);
    EXPECT_FALSE(result.first_failure);
}

TEST(Hammer, SendsMessagesLargerThanAnyBuffer) {
    const TinyServer server(echo);
    HammerPlan plan = plan_for(server.endpoint(), 2, 2);
    plan.message_bytes = 4U << 20U;
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.completed_connections, 2U);
    EXPECT_EQ(result.bytes, 16U << 20U);
}

TEST(Hammer, KeepsAThousandConnectionsOpenAtOnce) {
    const TinyServer server(echo);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    HammerPlan plan = plan_for(server.endpoint(), 1'000, 2);
    plan.hold_all_first = true;
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.completed_connections, 1'000U)
        << (result.first_failure ? result.first_failure->what() : "");
    EXPECT_EQ(result.round_trips, 2'000U);
    EXPECT_EQ(result.peak_open, 1'000U);
    rlimit after{};
    ::getrlimit(RLIMIT_NOFILE, &after);
    EXPECT_EQ(after.rlim_cur, before.rlim_cur);
}

TEST(Hammer, HasNoMoreOpenAtOnceThanItMay) {
    const TinyServer server(echo);
    HammerPlan plan = plan_for(server.endpoint(), 30, 2);
    plan.concurrency = 3;
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.completed_connections, 30U);
    EXPECT_LE(result.peak_open, 3U);
}

TEST(Hammer, LetsTheNewestOfTheHeldClientsSendFirst) {
    HammerPlan plan = plan_for({}, 5, 1);
    plan.hold_all_first = true;
    SpeakingOrder oldest_first(5);
    plan.server = oldest_first.endpoint();
    EXPECT_EQ(hammer(plan).completed_connections, 5U);
    std::vector<std::string> reversed = oldest_first.messages();
    std::reverse(reversed.begin(), reversed.end());

    // Every client has a message of its own, the same in every run.
    SpeakingOrder newest_first(5);
    plan.server = newest_first.endpoint();
    plan.newest_first = true;
    EXPECT_EQ(hammer(plan).completed_connections, 5U);
    EXPECT_EQ(std::set<std::string>(reversed.begin(), reversed.end()).size(), 5U);
    EXPECT_THAT(newest_first.messages(), ElementsAreArray(reversed));
}

TEST(Hammer, FindsTheCorruptedByte) {
    const TinyServer server(corrupt_byte(70));
    const HammerResult result = hammer(plan_for(server.endpoint(), 4, 3));
    EXPECT_EQ(result.failed_connections, 4U);
    EXPECT_EQ(result.round_trips, 4U);
    ASSERT_TRUE(result.first_failure);
    EXPECT_EQ(result.first_failure->kind, Kind::mismatch);
    EXPECT_THAT(result.first_failure->what(), HasSubstr(" of 4: byte 7 of 64 differs in round trip 2 of 3"));
    EXPECT_FALSE(result.first_failure->exhibits.empty());
}

TEST(Hammer, TellsResetFromClose) {
    const TinyServer resetter(close_after(32));  // with bytes unread, which is a reset
    const HammerResult reset = hammer(plan_for(resetter.endpoint(), 2, 1));
    EXPECT_EQ(reset.failed_connections, 2U);
    ASSERT_TRUE(reset.first_failure);
    EXPECT_EQ(reset.first_failure->kind, Kind::reset);

    const TinyServer closer([](int connection) {
        char message[64];
        if (::recv(connection, message, sizeof message, MSG_WAITALL) > 0) write_all(connection, message, 32);
    });
    const HammerResult closed = hammer(plan_for(closer.endpoint(), 2, 1));
    ASSERT_TRUE(closed.first_failure);
    EXPECT_EQ(closed.first_failure->kind, Kind::closed);
    EXPECT_THAT(closed.first_failure->what(), HasSubstr("got 32 of 64 bytes back in round trip 1 of 1"));
}

TEST(Hammer, IsRefusedWhereNobodyListens) {
    Endpoint nobody;
    listen_somewhere(1, nobody).reset();
    const HammerResult result = hammer(plan_for(nobody, 3, 1));
    EXPECT_EQ(result.failed_connections, 3U);
    ASSERT_TRUE(result.first_failure);
    EXPECT_EQ(result.first_failure->kind, Kind::refused);
}

TEST(Hammer, GivesUpWithTheReasonWhenNothingMoves) {
    const TinyServer server(never_answer);
    HammerPlan plan = plan_for(server.endpoint(), 3, 1);
    plan.patience.limit = std::chrono::hours(1);
    plan.patience.hopeless = [] { return "every thread of the server is asleep"; };
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.failed_connections, 3U);
    ASSERT_TRUE(result.first_failure);
    EXPECT_EQ(result.first_failure->kind, Kind::timeout);
    EXPECT_THAT(result.first_failure->what(), HasSubstr("got 0 of 64 bytes back in round trip 1 of 1"));
    EXPECT_THAT(result.first_failure->what(), HasSubstr(": every thread of the server is asleep"));
}

TEST(Hammer, DoesNotAskForHopeWhileItsKernelTriesToConnect) {
    Endpoint endpoint;
    const UniqueFd listener = listen_somewhere(0, endpoint);  // full with the first of them
    HammerPlan plan = plan_for(endpoint, 2, 1);
    plan.hold_all_first = true;
    plan.patience.limit = milliseconds(300);
    int questions = 0;
    plan.patience.hopeless = [&]() -> std::optional<std::string> {
        ++questions;
        return "every thread of the server is asleep";
    };
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.failed_connections, 2U);
    EXPECT_EQ(questions, 0);
    ASSERT_TRUE(result.first_failure);
    EXPECT_THAT(result.first_failure->what(), HasSubstr("nothing happened for 0.3 s"));
}

// Lower bounds only: a busy machine makes everything later, never earlier.
TEST(Hammer, KeepsToItsRate) {
    const TinyServer server(echo);
    HammerPlan plan = plan_for(server.endpoint(), 4, 5);
    plan.rate_per_second = 200;
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.round_trips, 20U);
    EXPECT_GE(result.elapsed, milliseconds(95));  // the twentieth is due 19 · 5 ms after the first
}

TEST(Hammer, CountsLatencyFromWhenAMessageWasDue) {
    const TinyServer server([](int connection) {
        std::this_thread::sleep_for(milliseconds(300));  // one stall, then as fast as can be
        echo(connection);
    });
    HammerPlan plan = plan_for(server.endpoint(), 1, 11);
    plan.rate_per_second = 100;
    const HammerResult result = hammer(plan);
    EXPECT_EQ(result.round_trips, 11U);
    EXPECT_GE(result.latency.p50, milliseconds(100));  // the last was due after 100 ms: all were stalled
}

}  // namespace
}  // namespace grader
