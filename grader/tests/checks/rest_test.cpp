// Looks written by hand: who is at rest, who spins, who wakes up too often.
#include "checks/rest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr std::uint64_t millisecond = 1'000'000;

struct Doing {
    ThreadState state;
    std::uint64_t cpu_ns;
    std::uint64_t ready_ns;
    std::uint64_t switches;
};

/// A look at a server with one thread, in so many milliseconds.
Snapshot look(std::int64_t ms, const Doing& doing) {
    Snapshot snapshot;
    snapshot.time_ns = ms * std::int64_t{1'000'000};
    ThreadView thread;
    thread.tid = 7;
    thread.state = doing.state;
    thread.cpu_ns = doing.cpu_ns;
    thread.ready_ns = doing.ready_ns;
    thread.switches = doing.switches;
    snapshot.threads = {thread};
    return snapshot;
}

TEST(RestWatch, ThreeCalmLooksInARowAreRest) {
    RestWatch watch;
    EXPECT_TRUE(watch.look(look(0, {ThreadState::asleep, 0, 0, 5})));
    EXPECT_TRUE(watch.look(look(5, {ThreadState::asleep, 0, 0, 5})));
    EXPECT_TRUE(watch.look(look(10, {ThreadState::asleep, 0, 0, 5})));
    EXPECT_FALSE(watch.look(look(15, {ThreadState::asleep, 0, 0, 5})));
    EXPECT_EQ(watch.unrest(), std::nullopt);
}

TEST(RestWatch, WhoRunsAllTheTimeSpins) {
    RestWatch watch;
    watch.look(look(0, {ThreadState::running, 0, 0, 1}));
    watch.look(look(50, {ThreadState::running, 50 * millisecond, 0, 2}));
    EXPECT_EQ(watch.spins(), std::nullopt) << "not yet";
    EXPECT_FALSE(watch.look(look(100, {ThreadState::running, 100 * millisecond, 0, 3})));
    EXPECT_THAT(watch.spins(), Optional(HasSubstr("100 ms of CPU time in 0.10 s")));
}

TEST(RestWatch, WhoYieldsOnABusyMachineSpinsByItsTurns) {
    RestWatch watch;
    watch.look(look(0, {ThreadState::running, 0, 0, 1}));
    watch.look(look(100, {ThreadState::running, millisecond, 99 * millisecond, 40}));
    EXPECT_THAT(watch.spins(), Optional(HasSubstr("39 turns on a CPU")));
}

TEST(RestWatch, WhoIsNotLetOnACpuDoesNotSpin) {
    RestWatch watch;
    watch.look(look(0, {ThreadState::running, 0, 0, 1}));
    watch.look(look(100, {ThreadState::running, millisecond, 99 * millisecond, 2}));
    EXPECT_EQ(watch.unrest(), std::nullopt);
}

TEST(RestWatch, WhoSleepsInBetweenDoesNotSpinButMayWakeUpTooOften) {
    RestWatch watch;
    watch.look(look(0, {ThreadState::asleep, 0, 0, 1}));
    watch.look(look(100, {ThreadState::asleep, 2 * millisecond, 0, 101}));
    EXPECT_EQ(watch.spins(), std::nullopt);
    EXPECT_THAT(watch.unrest(), Optional(HasSubstr("100 awakenings in 0.10 s")));
}

TEST(RestWatch, ATimerNowAndThenIsAllowed) {
    RestWatch watch;
    watch.look(look(0, {ThreadState::asleep, 0, 0, 1}));
    watch.look(look(250, {ThreadState::asleep, millisecond, 0, 11}));
    EXPECT_EQ(watch.unrest(), std::nullopt);
}

TEST(CpuBetween, CountsThreadsThatLiveAtTheSecondLook) {
    Snapshot before = look(0, {ThreadState::asleep, 5 * millisecond, 0, 1});
    ThreadView other = before.threads.front();
    other.tid = 8;
    other.cpu_ns = 900 * millisecond;
    before.threads.push_back(other);  // ends before the second look, and takes its time along
    Snapshot after = look(10, {ThreadState::asleep, 7 * millisecond, millisecond, 2});
    EXPECT_EQ(cpu_between(before, after), 2'000'000);
    EXPECT_EQ(wanted_between(before, after), 3'000'000);
}

}  // namespace
}  // namespace grader
