// What a snapshot answers, asked of snapshots written by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evidence/proc/snapshot.hpp"

namespace grader {
namespace {

constexpr int close_wait = 8;

TcpSocket socket_of(int local_port, int remote_port, int state, std::uint64_t inode) {
    return {local_port, remote_port, state, 0, 0, inode};
}

ThreadView thread(ThreadState state, std::uint64_t switches, std::uint64_t cpu_ns) {
    ThreadView view;
    view.state = state;
    view.switches = switches;
    view.cpu_ns = cpu_ns;
    return view;
}

TEST(KeptFromRunning, IsWhoWantsToAndHasNotRun) {
    Snapshot before;
    before.threads = {thread(ThreadState::asleep, 3, 100), thread(ThreadState::running, 7, 200)};
    Snapshot now = before;
    EXPECT_TRUE(now.was_kept_from_running_since(before));
    now.threads[0].cpu_ns += 1;
    EXPECT_FALSE(now.was_kept_from_running_since(before)) << "it has run";
    now = before;
    now.threads[1].state = ThreadState::traced;
    EXPECT_FALSE(now.was_kept_from_running_since(before)) << "who is held does not want to";
    now.threads[1].state = ThreadState::asleep;
    EXPECT_FALSE(now.was_kept_from_running_since(before));
}

TEST(Serving, IsTheServersSideOfTheConnectionAndNotTheClients) {
    Snapshot snapshot;
    snapshot.sockets = {socket_of(50'001, 4'000, tcp_established, 11), socket_of(4'000, 0, tcp_listening, 10),
                        socket_of(4'000, 50'001, tcp_established, 12),
                        socket_of(4'000, 50'002, tcp_established, 13)};
    ASSERT_NE(snapshot.listener(), nullptr);
    EXPECT_EQ(snapshot.listener()->inode, 10U);
    ASSERT_NE(snapshot.serving(50'001), nullptr);
    EXPECT_EQ(snapshot.serving(50'001)->inode, 12U);
    EXPECT_EQ(snapshot.serving(50'002)->inode, 13U);
}

TEST(Serving, IsNothingForAClientThatNobodyServes) {
    Snapshot snapshot;
    snapshot.sockets = {socket_of(4'000, 0, tcp_listening, 10),
                        socket_of(50'001, 4'000, tcp_established, 11)};
    EXPECT_EQ(snapshot.serving(50'001), nullptr);
    EXPECT_EQ(snapshot.serving(50'002), nullptr);
    EXPECT_EQ(snapshot.serving(0), nullptr) << "the listener serves nobody";
}

TEST(Serving, GoesOnAfterTheClientHasFinishedSending) {
    Snapshot snapshot;
    snapshot.sockets = {socket_of(4'000, 0, tcp_listening, 10), socket_of(4'000, 50'001, close_wait, 12)};
    ASSERT_NE(snapshot.serving(50'001), nullptr);
    EXPECT_EQ(snapshot.serving(50'001)->state, close_wait);
}

TEST(Serving, IsFoundAfterTheListenerHasBeenClosed) {
    Snapshot snapshot;
    snapshot.sockets = {socket_of(4'000, 50'001, tcp_established, 12)};
    EXPECT_EQ(snapshot.listener(), nullptr);
    ASSERT_NE(snapshot.serving(50'001), nullptr);
    EXPECT_EQ(snapshot.serving(50'001)->inode, 12U);
}

TEST(Serving, IsNotLookedForAtAnotherProgramsListener) {
    Snapshot snapshot;  // without a private network the table has everybody's sockets
    snapshot.sockets = {socket_of(22, 0, tcp_listening, 9), socket_of(4'000, 0, tcp_listening, 10),
                        socket_of(4'000, 50'001, tcp_established, 12)};
    snapshot.descriptors = {{3, "socket:[10]", 10}, {5, "socket:[12]", 12}};
    ASSERT_NE(snapshot.listener(), nullptr);
    EXPECT_EQ(snapshot.listener()->inode, 10U);
    ASSERT_NE(snapshot.serving(50'001), nullptr);
    EXPECT_EQ(snapshot.serving(50'001)->inode, 12U);
}

TEST(Sums, AreOverAllThreads) {
    Snapshot snapshot;
    snapshot.threads = {thread(ThreadState::asleep, 3, 1'000), thread(ThreadState::asleep, 4, 20'000),
                        thread(ThreadState::asleep, 0, 0)};
    EXPECT_EQ(snapshot.switches(), 7U);
    EXPECT_EQ(snapshot.cpu_ns(), 21'000U);
}

TEST(AllAsleep, NeedsEveryThreadToSleep) {
    Snapshot snapshot;
    snapshot.threads = {thread(ThreadState::asleep, 0, 0), thread(ThreadState::asleep, 0, 0)};
    EXPECT_TRUE(snapshot.all_asleep());
    for (const auto awake :
         {ThreadState::running, ThreadState::uninterruptible, ThreadState::traced, ThreadState::zombie}) {
        snapshot.threads[1].state = awake;
        EXPECT_FALSE(snapshot.all_asleep()) << static_cast<char>(awake);
    }
}

}  // namespace
}  // namespace grader
