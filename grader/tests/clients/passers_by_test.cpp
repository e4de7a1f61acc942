// Clients that come, do their round trips, and leave.
#include "evidence/clients/passers_by.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>

#include "tiny_server.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using Kind = ClientError::Kind;

PassersBy plan_for(const Endpoint& server, std::size_t clients, std::size_t at_once) {
    PassersBy plan;
    plan.server = server;
    plan.clients = clients;
    plan.at_once = at_once;
    return plan;
}

/// Echoes, and counts who is there and how connections end.
struct CountingServer {
    std::atomic<int> here = 0;
    std::atomic<int> most = 0;
    std::atomic<int> ends = 0;
    std::atomic<int> resets = 0;
    TinyServer server{[this](int connection) {
        const int now = ++here;
        for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
        }
        char piece[4096];
        ssize_t got = 0;
        while ((got = ::recv(connection, piece, sizeof piece, 0)) > 0)
            write_all(connection, piece, static_cast<std::size_t>(got));
        ++(got < 0 && errno == ECONNRESET ? resets : ends);
        --here;
    }};
};

TEST(PassersBy, AllDoTheirRoundTripsAndAreSeenToTheirEnd) {
    CountingServer counting;
    PassersBy plan = plan_for(counting.server.endpoint(), 23, 4);
    plan.round_trips = 3;
    const Passed passed = pass_by(plan);
    EXPECT_EQ(passed.round_trips, 69U);
    EXPECT_FALSE(passed.first_failure);
    EXPECT_EQ(counting.ends, 23);
    EXPECT_EQ(counting.resets, 0);
}

TEST(PassersBy, AreNoMoreAtOnceThanTheyMayBe) {
    for (const int at_once : {1, 2, 5}) {
        CountingServer counting;
        EXPECT_EQ(
            pass_by(plan_for(counting.server.endpoint(), 20, static_cast<std::size_t>(at_once))).round_trips,
            20U);
        EXPECT_LE(counting.most, at_once);
        EXPECT_GE(counting.most, (at_once + 1) / 2);
    }
}

TEST(PassersBy, LeaveWithAResetWhereTheyAreToldTo) {
    CountingServer counting;
    PassersBy plan = plan_for(counting.server.endpoint(), 10, 3);
    plan.reset = true;
    EXPECT_EQ(pass_by(plan).round_trips, 10U);
    EXPECT_TRUE(wait_for(Patience(), [&] { return counting.resets == 10; }));
    EXPECT_EQ(counting.ends, 0);
}

TEST(PassersBy, GoOnWithoutThoseThatGetIntoTrouble) {
    std::atomic<int> come = 0;
    const TinyServer server([&](int connection) {
        if (++come % 3 == 0)
            corrupt_byte(7)(connection);
        else
            echo(connection);
    });
    const Passed passed = pass_by(plan_for(server.endpoint(), 12, 4));
    EXPECT_EQ(passed.round_trips, 8U);
    ASSERT_TRUE(passed.first_failure);
    EXPECT_EQ(passed.first_failure->kind, Kind::mismatch);
    EXPECT_THAT(passed.first_failure->what(), HasSubstr(" of 12: byte 8 of 64 differs"));
}

TEST(PassersBy, AreRefusedWhereNobodyListens) {
    Endpoint nobody;
    listen_somewhere(1, nobody).reset();
    const Passed passed = pass_by(plan_for(nobody, 3, 2));
    EXPECT_EQ(passed.round_trips, 0U);
    ASSERT_TRUE(passed.first_failure);
    EXPECT_EQ(passed.first_failure->kind, Kind::refused);
}

TEST(PassersBy, GiveUpWhenOneHasWaitedInVain) {
    std::atomic<int> come = 0;
    const TinyServer server([&](int connection) {
        ++come;
        never_answer(connection);
    });
    PassersBy plan = plan_for(server.endpoint(), 30, 3);
    plan.patience.limit = std::chrono::hours(1);
    plan.patience.hopeless = [] { return "every thread of the server is asleep"; };
    const Passed passed = pass_by(plan);
    EXPECT_EQ(passed.round_trips, 0U);
    ASSERT_TRUE(passed.first_failure);
    EXPECT_EQ(passed.first_failure->kind, Kind::timeout);
    EXPECT_THAT(passed.first_failure->what(), HasSubstr(": every thread of the server is asleep"));
    EXPECT_LE(come, 3);
}

TEST(PassersBy, WaitForTheServersEnd) {
    const TinyServer server([](int connection) {
        echo(connection);
        never_answer(connection);
    });
    PassersBy plan = plan_for(server.endpoint(), 4, 2);
    plan.patience.limit = std::chrono::milliseconds(200);
    const Passed passed = pass_by(plan);
    EXPECT_EQ(passed.round_trips, 1U);
    ASSERT_TRUE(passed.first_failure);
    EXPECT_EQ(passed.first_failure->kind, Kind::timeout);
    EXPECT_THAT(passed.first_failure->what(), HasSubstr("waited for the server to close the connection"));
}

TEST(PassersBy, DoNotMindHowTheServerCloses) {
    const TinyServer server([](int connection) {
        echo(connection);
        write_all(connection, "!", 1);
        leave_with_reset(connection);
    });
    const Passed passed = pass_by(plan_for(server.endpoint(), 6, 3));
    EXPECT_EQ(passed.round_trips, 6U);
    EXPECT_FALSE(passed.first_failure);
}

}  // namespace
}  // namespace grader
