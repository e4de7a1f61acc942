// Looks written by hand: which servers will never move again, and which only seem so.
#include "evidence/hope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

constexpr std::uint64_t second = 1'000'000'000;

/// A server with threads in these states, "SS" or "TSR", which have run and used the CPU so much by then.
struct Seen {
    std::string states;
    std::uint64_t switches = 0;
    std::uint64_t cpu_ns = 0;
    Call call = Call::read;
};

Snapshot look(std::int64_t ms, const Seen& seen) {
    Snapshot snapshot;
    snapshot.time_ns = 1'000'000'000 + ms * std::int64_t{1'000'000};
    for (const char state : seen.states) {
        ThreadView thread;
        thread.tid = 7 + static_cast<int>(snapshot.threads.size());
        thread.state = static_cast<ThreadState>(state);
        thread.call = seen.call;
        snapshot.threads.push_back(thread);
    }
    snapshot.threads.front().switches = seen.switches;
    snapshot.threads.front().cpu_ns = seen.cpu_ns;
    return snapshot;
}

/// Looks every 50 ms for so long at a server that does not change.
std::optional<std::string> watched(Hope& hope, std::int64_t ms, const Seen& seen, std::size_t held = 0) {
    std::optional<std::string> reason;
    for (std::int64_t now = 0; now <= ms && !reason; now += 50) reason = hope.lost(look(now, seen), held);
    return reason;
}

TEST(Hope, IsLostWhenAllSleepAndNoneHasRun) {
    Hope hope;
    EXPECT_EQ(watched(hope, 1'400, {"SS"}), std::nullopt);
    hope.begin();
    EXPECT_THAT(watched(hope, 2'000, {"SS"}),
                Optional(HasSubstr("every thread of the server (2) is asleep")));
}

TEST(Hope, RemainsWhileAThreadRunsOrHasRun) {
    Hope hope;
    EXPECT_EQ(watched(hope, 9'000, {"SR"}), std::nullopt);
    hope.begin();
    for (std::int64_t ms = 0; ms < 9'000; ms += 50)
        EXPECT_EQ(hope.lost(look(ms, {"SS", static_cast<std::uint64_t>(ms)}), 0), std::nullopt);
}

TEST(Hope, RemainsWhileAThreadSleepsForATime) {
    Hope hope;
    EXPECT_EQ(watched(hope, 9'000, {"SS", 0, 0, Call::clock_nanosleep}), std::nullopt);
}

/// The first thread sleeps for a time and wakes up at each look, the others sleep in a read.
Snapshot tick(std::int64_t ms, std::uint64_t per_look = 1) {
    Snapshot snapshot = look(ms, {"SSS", static_cast<std::uint64_t>(ms) / 50 * per_look});
    snapshot.threads.front().call = Call::clock_nanosleep;
    return snapshot;
}

TEST(Hope, IsLostWhenOnlyTimeOutsElapseAgainAndAgain) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 4'000; ms += 50) EXPECT_EQ(hope.lost(tick(ms), 0), std::nullopt) << ms;
    EXPECT_THAT(hope.lost(tick(4'000), 0), Optional(HasSubstr("none has run but those whose time-outs")));
}

TEST(Hope, IsLostAlsoWhenOneOfThemIsFoundAtWorkNowAndThen) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 6'000; ms += 50) {
        Snapshot now = tick(ms);
        if (ms % 200 == 100) now.threads.front().state = ThreadState::running;
        if (hope.lost(now, 0)) return;
    }
    FAIL() << "it still had hope";
}

TEST(Hope, RemainsWhileOneOfThemComputes) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 9'000; ms += 50) {
        Snapshot now = tick(ms);
        if (ms % 1'000 != 0) now.threads.front().state = ThreadState::running;
        EXPECT_EQ(hope.lost(now, 0), std::nullopt) << ms;
    }
}

TEST(Hope, RemainsWhileATimeOutHasElapsedOnlyAFewTimes) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 9'000; ms += 50) {
        Snapshot now = tick(ms, 0);
        now.threads.front().switches = static_cast<std::uint64_t>(ms) / 1'000;
        EXPECT_EQ(hope.lost(now, 0), std::nullopt) << ms;
    }
}

TEST(Hope, OfOneThatTicksBeginsAnewWithWhateverHappens) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 16'000; ms += 50) {
        Snapshot now = tick(ms);
        // Every three seconds another thread has run, is running, is born, or the client has got something.
        now.threads[1].switches = static_cast<std::uint64_t>(ms) / 12'000;
        if (ms % 12'000 == 3'000) now.threads[2].state = ThreadState::running;
        if (ms % 12'000 == 6'000) now.threads[2].tid = 99;
        if (ms % 12'000 == 9'000) hope.moved();
        EXPECT_EQ(hope.lost(now, ms == 15'000 ? 1 : 0), std::nullopt) << ms;
    }
}

TEST(Hope, IsLostWhenTheOthersHaveEnded) {
    Hope hope;
    EXPECT_THAT(watched(hope, 2'000, {"SZ"}), Optional(HasSubstr("none has run")));
}

TEST(Hope, IsLostWhenItIsStoppedAndSaysSo) {
    Hope hope;
    EXPECT_THAT(watched(hope, 2'000, {"TTS"}),
                Optional(AllOf(HasSubstr("stopped"), HasSubstr("SIGSTOP: 2 of its 3 threads"))));
    // Also in the middle of a sleep, from which it does not wake now.
    hope.begin();
    EXPECT_THAT(watched(hope, 2'000, {"TT", 0, 0, Call::clock_nanosleep}), Optional(HasSubstr("stopped")));
    // A tracer sees the same stop as its own.
    hope.begin();
    EXPECT_THAT(watched(hope, 2'000, {"tt"}), Optional(HasSubstr("stopped")));
}

TEST(Hope, RemainsWhileWeHoldThreadsOurselves) {
    Hope hope;
    EXPECT_EQ(watched(hope, 9'000, {"tS"}, 1), std::nullopt);
}

TEST(Hope, OfAServerThatADiskKeepsWaitingRemainsForLonger) {
    Hope hope;
    EXPECT_EQ(watched(hope, 3'900, {"DS"}), std::nullopt);
    hope.begin();
    EXPECT_THAT(watched(hope, 5'000, {"DS"}), Optional(HasSubstr("can't be interrupted (state D")));
}

TEST(Hope, CountsFromTheWaitsBeginning) {
    Hope hope;
    EXPECT_EQ(watched(hope, 1'400, {"SS"}), std::nullopt);
    hope.begin();
    EXPECT_EQ(hope.lost(look(3'000, {"SS"}), 0), std::nullopt) << "nobody was waiting until now";
}

TEST(Hope, IsNotLostByTwoLooksThatAreFarApart) {
    Hope hope;
    EXPECT_EQ(hope.lost(look(0, {"SS"}), 0), std::nullopt);
    EXPECT_EQ(hope.lost(look(9'000, {"SS"}), 0), std::nullopt) << "it is we who were kept from looking";
}

TEST(Hope, SeesASpinByItsCpuTime) {
    Hope hope;
    hope.lost(look(0, {"R", 1, second}), 0);
    hope.lost(look(3'500, {"R", 2, 4 * second}), 0);
    EXPECT_EQ(hope.spins(), std::nullopt) << "3 s are not enough";
    hope.lost(look(5'000, {"R", 3, 6 * second}), 0);
    EXPECT_THAT(hope.spins(), Optional(std::string("5.0 s of CPU time")));
}

TEST(Hope, SeesTheNextSpinOfASpinnerSooner) {
    Hope hope;
    EXPECT_FALSE(hope.has_spun());
    hope.lost(look(0, {"R"}), 0);
    hope.lost(look(4'000, {"R", 1, 4 * second}), 0);
    EXPECT_TRUE(hope.spins());
    EXPECT_TRUE(hope.has_spun());
    hope.begin();
    hope.lost(look(5'000, {"R", 1, 5 * second}), 0);
    hope.lost(look(5'700, {"R", 1, 6 * second}), 0);
    EXPECT_EQ(hope.spins(), std::nullopt);
    hope.lost(look(6'000, {"R", 1, 6 * second}), 0);
    EXPECT_TRUE(hope.spins());
}

TEST(Hope, SeesTheSpinOfATracedServerByItsCalls) {
    Hope hope(true);
    hope.lost(look(0, {"R", 1}), 0);
    hope.lost(look(5'000, {"t", 19'000, second / 10}), 0);
    EXPECT_EQ(hope.spins(), std::nullopt);
    hope.lost(look(6'000, {"t", 21'000, second / 10}), 0);
    EXPECT_THAT(hope.spins(), Optional(HasSubstr("10499 system calls")));
}

TEST(Hope, KnowsASpinnerFromAnotherServerOfTheProgram) {
    const auto known = std::make_shared<Reputation>();
    Hope first(false, known);
    first.lost(look(0, {"R"}), 0);
    first.lost(look(4'000, {"R", 1, 4 * second}), 0);
    EXPECT_TRUE(first.spins());
    Hope second_one(false, known);
    second_one.lost(look(0, {"R"}), 0);
    second_one.lost(look(1'000, {"R", 1, second}), 0);
    EXPECT_TRUE(second_one.spins());
}

TEST(Hope, SeesNoSpinInWorkThatBringsSomething) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 9'000; ms += 50) {
        hope.lost(look(ms, {"R", 1, static_cast<std::uint64_t>(ms) * 2'000'000}), 0);
        if (ms % 1'000 == 0) hope.moved();
        EXPECT_EQ(hope.spins(), std::nullopt) << ms;
    }
}

TEST(Hope, SeesNoSpinInWhoSleepsInBetween) {
    Hope hope;
    for (std::int64_t ms = 0; ms < 9'000; ms += 50) {
        hope.lost(look(ms, {ms % 500 == 0 ? "S" : "R", 1, static_cast<std::uint64_t>(ms) * 900'000}), 0);
        EXPECT_EQ(hope.spins(), std::nullopt) << ms;
    }
}

TEST(Hope, SeesNoSpinInThreadsThatWaitForACpu) {
    Hope hope;
    hope.lost(look(0, {"RRRR"}), 0);
    hope.lost(look(60'000, {"RRRR", 9, second}), 0);
    EXPECT_EQ(hope.spins(), std::nullopt);
}

}  // namespace
}  // namespace grader
