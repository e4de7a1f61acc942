// The time of a grading, with a clock that is set by hand.
#include "cli/schedule.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace grader {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class GradingTime : public testing::Test {
 protected:
    [[nodiscard]] Schedule schedule(int labs, std::optional<seconds> within = std::nullopt,
                                    double slowdown = 1, int repeat = 1) {
        // To read the submission took a second.
        return Schedule({now_ - seconds(1), within, labs, repeat, slowdown}, [this] { return now_; });
    }

    Schedule::Clock::time_point now_{minutes(1'000)};
};

TEST_F(GradingTime, OfBothLabsIsLessThanEightMinutes) {
    Schedule both = schedule(2);
    EXPECT_LE(both.latest(), now_ + minutes(8));
    now_ = both.begin_lab();
    now_ = both.begin_lab();
    EXPECT_LT(now_, both.latest());
}

TEST_F(GradingTime, IsLongerOnASlowMachineAndForRepetitions) {
    EXPECT_GE(schedule(1, std::nullopt, 5).begin_lab() - now_, 5 * (schedule(1).begin_lab() - now_));
    EXPECT_GE(schedule(1, std::nullopt, 1, 10).begin_lab() - now_, 10 * (schedule(1).begin_lab() - now_));
}

TEST_F(GradingTime, IsNeverMoreThanWasAskedForHoweverSlowTheMachineIs) {
    for (const int within : {30, 60, 540, 3'600}) {
        for (const double slowdown : {1.0, 10.0}) {
            Schedule short_one = schedule(2, seconds(within), slowdown);
            const auto start = now_;
            EXPECT_LT(short_one.latest(), start + seconds(within));
            now_ = short_one.begin_lab();
            now_ = short_one.begin_lab();
            EXPECT_LT(now_, short_one.latest()) << "the reports take time, too";
            now_ = start;
        }
    }
}

TEST_F(GradingTime, ThatOneLabLeavesIsTheNextOnes) {
    Schedule both = schedule(2, seconds(100));
    const auto first = both.begin_lab() - now_;
    now_ += seconds(5);
    EXPECT_GT(both.begin_lab() - now_, first);
}

TEST_F(GradingTime, IsNotUsedUpByABuild) {
    Schedule usual = schedule(1, seconds(540));
    (void)usual.begin_lab();
    EXPECT_EQ(usual.for_build(), seconds(90));
    EXPECT_FALSE(usual.presses());
    Schedule little = schedule(1, seconds(60));
    const auto until = little.begin_lab();
    EXPECT_TRUE(little.presses());
    EXPECT_LE(now_ + 2 * little.for_build(), until);
}

}  // namespace
}  // namespace grader
