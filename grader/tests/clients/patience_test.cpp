#include "evidence/clients/patience.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "base/time_limit.hpp"

namespace grader {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(WaitFor, IsTrueAsSoonAsTheConditionHolds) {
    int asked = 0;
    EXPECT_TRUE(wait_for(Patience(), [&] { return ++asked == 3; }));
    EXPECT_EQ(asked, 3);
}

TEST(WaitFor, IsFalseWhenPatienceIsAtAnEnd) {
    Patience patience;
    patience.limit = milliseconds(30);
    EXPECT_FALSE(wait_for(patience, [] { return false; }));
}

TEST(WaitFor, EndsEarlyWhenWaitingIsHopeless) {
    Patience patience;
    patience.limit = std::chrono::hours(1);
    patience.hopeless = [] { return "it is dead"; };
    EXPECT_FALSE(wait_for(patience, [] { return false; }));
}

TEST(WaitFor, CountsWhatCameWhileTheQuestionWasAsked) {
    bool came = false;
    Patience patience;
    patience.hopeless = [&] {
        came = true;
        return "it is dead";
    };
    EXPECT_TRUE(wait_for(patience, [&] { return came; }));
}

TEST(Vigil, AsksAboutEveryFiftyMilliseconds) {
    int asked = 0;
    Patience patience;
    patience.limit = milliseconds(400);
    patience.hopeless = [&]() -> std::optional<std::string> {
        ++asked;
        return std::nullopt;
    };
    EXPECT_FALSE(wait_for(patience, [] { return false; }));
    EXPECT_GE(asked, 1);
    EXPECT_LE(asked, 8);
}

TEST(Vigil, GivesTheReasonInWords) {
    Patience patience;
    patience.limit = milliseconds(20);
    Vigil silent(patience);
    while (!silent.over()) std::this_thread::sleep_for(milliseconds(silent.nap()));
    EXPECT_EQ(silent.reason(), "nothing happened for 0.02 s");

    patience.limit = std::chrono::hours(1);
    patience.hopeless = [] { return "every thread of the server is asleep"; };
    Vigil vain(patience);
    while (!vain.over()) std::this_thread::sleep_for(milliseconds(vain.nap()));
    EXPECT_EQ(vain.reason(), "every thread of the server is asleep");
}

TEST(Vigil, IsNotStretchedForeverByATrickle) {
    Patience patience;
    patience.limit = milliseconds(50);
    Vigil vigil(patience);
    const auto begin = steady_clock::now();
    auto moved = begin;
    auto longest_pause = steady_clock::duration::zero();
    while (!vigil.over()) {
        vigil.moved();
        const auto now = steady_clock::now();
        longest_pause = std::max(longest_pause, now - std::exchange(moved, now));
    }
    longest_pause = std::max(longest_pause, steady_clock::now() - moved);
    if (longest_pause >= patience.limit)
        GTEST_SKIP() << "this machine has kept the trickle from coming, and the vigil has said so";
    EXPECT_GE(steady_clock::now() - begin, milliseconds(600));
    EXPECT_EQ(vigil.reason(), "it came too slowly; 0.6 s were not enough");
}

TEST(Vigil, DoesNotCountTimeInWhichTheServerIsKeptFromRunning) {
    int starved = 3;
    Patience patience;
    patience.limit = milliseconds(100);
    patience.starved = [&] { return starved-- > 0; };
    const auto begin = steady_clock::now();
    EXPECT_FALSE(wait_for(patience, [] { return false; }));
    // Asked every 50 ms and more, so the third time is after 150 ms at least; the limit counts from there.
    EXPECT_GE(steady_clock::now() - begin, milliseconds(250));
}

TEST(Vigil, TrustsTheKernelsTimersAtFirst) {
    Patience patience;
    patience.hopeless = [] { return "it is dead"; };
    Vigil vigil(patience, milliseconds(200));
    const auto begin = steady_clock::now();
    while (!vigil.over()) std::this_thread::sleep_for(milliseconds(5));
    EXPECT_GE(steady_clock::now() - begin, milliseconds(200));
}

TEST(Vigil, IsToldOfWhenItBeginsAndWhenSomethingComes) {
    int told = 0;
    Patience patience;
    patience.moved = [&] { ++told; };
    Vigil vigil(patience);
    EXPECT_EQ(told, 1);
    vigil.moved();
    EXPECT_EQ(told, 2);
}

TEST(Vigil, EndsWithTheThreadsTimeWhateverComes) {
    const Patience patience;
    const TimeLimit over(steady_clock::now());
    Vigil vigil(patience);
    EXPECT_THROW((void)vigil.over(), OutOfTime);
    EXPECT_THROW(vigil.moved(), OutOfTime);
    EXPECT_EQ(vigil.nap(), 1);
}

TEST(Vigil, SaysThatPatienceIsAtAnEndBeforeTheTimeIs) {
    Patience patience;
    patience.limit = milliseconds(0);
    const TimeLimit over(steady_clock::now());
    Vigil vigil(patience);
    EXPECT_TRUE(vigil.over()) << "what the server has failed to do counts, whatever time is left";
}

}  // namespace
}  // namespace grader
