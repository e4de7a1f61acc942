// The rule by which time is shared out, with a clock that is set by hand.
#include "base/budget.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace grader {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = Budget::Clock::time_point;

class Shares : public testing::Test {
 protected:
    [[nodiscard]] Budget budget(Budget::Clock::duration length, double weight, milliseconds set_aside) {
        return Budget(now_ + length, weight, set_aside, [this] { return now_; });
    }
    /// Parts of weight 1 that use up all they get: how long each lasts.
    std::vector<milliseconds> wasted(Budget& budget, int parts) {
        std::vector<milliseconds> lengths;
        for (int part = 0; part < parts; ++part) {
            const Time until = budget.begin();
            lengths.push_back(std::chrono::duration_cast<milliseconds>(until - now_));
            now_ = until;
        }
        return lengths;
    }

    Time now_{seconds(1'000)};
};

TEST_F(Shares, AreWhatIsSetAsideAndAThirdOfWhatIsFree) {
    Budget all = budget(seconds(100), 10, seconds(4));
    EXPECT_EQ(all.begin(), now_ + seconds(4) + seconds(60) / 3);
}

TEST_F(Shares, OfTheLastPartAreAllThatIsLeft) {
    Budget all = budget(seconds(100), 2, seconds(4));
    EXPECT_LT(all.begin(), all.end());
    now_ += seconds(10);
    EXPECT_EQ(all.begin(), all.end());
}

TEST_F(Shares, ThatAreNotUsedAreThereForTheNext) {
    Budget all = budget(seconds(100), 10, seconds(4));
    const auto first = all.begin() - now_;
    now_ += milliseconds(1);
    EXPECT_GT(all.begin() - now_, first) << "less is set aside, so more is free";
}

TEST_F(Shares, NeverLeaveALaterPartWithoutWhatIsSetAsideForIt) {
    Budget all = budget(seconds(200), 40, seconds(2));
    for (const milliseconds length : wasted(all, 40)) EXPECT_GE(length, milliseconds(1'999));
}

TEST_F(Shares, OfPartsThatWasteThemAllComeToAnEndInTime) {
    for (const int parts : {1, 2, 7, 40, 200}) {
        Budget all = budget(seconds(90), parts, seconds(2));
        wasted(all, parts);
        EXPECT_LE(now_, all.end()) << parts;
        EXPECT_LT(all.left(), milliseconds(1)) << parts << ": and nothing is kept back";
    }
}

TEST_F(Shares, AreFairWhereTheTimeIsShort) {
    Budget all = budget(seconds(10), 40, seconds(2));
    const std::vector<milliseconds> lengths = wasted(all, 40);
    EXPECT_GE(lengths.front(), milliseconds(1'500)) << "half of it is free";
    for (const milliseconds length : lengths)
        EXPECT_GE(length, milliseconds(124)) << "half of an equal share";
}

TEST_F(Shares, OfHeavyPartsAreLonger) {
    Budget all = budget(seconds(10), 10, seconds(2));
    EXPECT_EQ(all.begin(4), now_ + seconds(2) + seconds(5) * 2 / 5) << "by weight that is more than a third";
}

TEST_F(Shares, AreNothingWhenTheTimeIsOver) {
    Budget all = budget(seconds(10), 10, seconds(2));
    now_ += seconds(11);
    EXPECT_EQ(all.left(), seconds(0));
    EXPECT_EQ(all.begin(), now_);
}

TEST_F(Shares, OfMorePartsThanWereToldOfAreStillInTime) {
    Budget all = budget(seconds(10), 1, seconds(2));
    now_ = all.begin();
    EXPECT_EQ(all.begin(), now_);
}

}  // namespace
}  // namespace grader
