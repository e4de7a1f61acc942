// How a lab's time is given out to its checks, and what those are told that got too little.
#include "checks/shares.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class SharesOfALab : public testing::Test {
 protected:
    SharesOfALab() {
        lab_.lab = 4;
        for (const char* name : {"First", "Second", "Third", "Heavy"}) {
            CheckResult check;
            check.name = name;
            check.replay = std::string("./lab grade --check ") + name;
            lab_.checks.push_back(check);
        }
    }

    [[nodiscard]] Shares shares(steady_clock::time_point until = TimeLimit::none, int repeat = 1) const {
        return Shares(lab_, {{"Heavy", 4}}, repeat, {.until = until});
    }
    /// The share that the check would get as the first one.
    [[nodiscard]] steady_clock::duration share_of(std::size_t check) const {
        Shares shares = this->shares(in_an_hour_);
        shares.begin(lab_.checks[check]);
        return time_limit() - steady_clock::now();
    }

    LabResult lab_;
    const steady_clock::time_point in_an_hour_ = steady_clock::now() + hours(1);
};

TEST_F(SharesOfALab, AreWithoutALimitWhereTheLabHasNone) {
    Shares shares = this->shares();
    shares.begin(lab_.checks[0]);
    EXPECT_TRUE(shares.began());
    EXPECT_EQ(time_limit(), TimeLimit::none);
    EXPECT_EQ(shares.half(), TimeLimit::none);
}

TEST_F(SharesOfALab, HoldFromACheckUntilItsEnd) {
    Shares shares = this->shares(in_an_hour_);
    EXPECT_LT(shares.half(), in_an_hour_);
    shares.begin(lab_.checks[0]);
    EXPECT_TRUE(shares.began());
    EXPECT_LT(time_limit(), in_an_hour_);
    shares.end();
    EXPECT_EQ(time_limit(), TimeLimit::none);
}

TEST_F(SharesOfALab, GoByTheChecksWeights) {
    EXPECT_GT(share_of(3), share_of(0));
}

TEST_F(SharesOfALab, AreThereForEachRepetition) {
    Shares shares = this->shares(in_an_hour_, 2);
    for (int run = 0; run < 2; ++run) {
        for (const CheckResult& check : lab_.checks) {
            shares.begin(check);
            EXPECT_TRUE(shares.began());
            EXPECT_GT(time_limit(), steady_clock::now());
            shares.end();
        }
    }
}

TEST_F(SharesOfALab, ThatAreNothingAreNotBegun) {
    lab_.checks[0].duration_ms = 80'000;
    lab_.checks[1].duration_ms = 120'000;
    Shares shares = this->shares(steady_clock::now());
    shares.begin(lab_.checks[2]);
    EXPECT_FALSE(shares.began());
    EXPECT_THROW(require_time(), OutOfTime);
    EXPECT_THAT(shares.why(lab_.checks[2]),
                AllOf(StartsWith("there was no time left: the checks before it used up the 0 s"),
                      HasSubstr("the slowest: Second 120 s, First 80 s."), HasSubstr("(--check Third)")));
}

TEST_F(SharesOfALab, TellWhoWasCutShortThatItWasSlow) {
    Shares shares = this->shares(in_an_hour_);
    shares.begin(lab_.checks[0]);
    EXPECT_THAT(shares.why(lab_.checks[0]),
                AllOf(StartsWith(std::string(no_time_left)), HasSubstr("its share of the 3600 s"),
                      HasSubstr("it is slow. Alone it has more time (--check First)")));
}

TEST_F(SharesOfALab, SumUpWhoLackedTime) {
    Shares shares = this->shares(in_an_hour_);
    EXPECT_THAT(shares.summary(), IsEmpty());
    lab_.checks[0].duration_ms = 90'000;
    lab_.checks[2].finding.emplace();
    lab_.checks[2].finding->seen = std::string(no_time_left);
    EXPECT_THAT(shares.summary(), AllOf(HasSubstr("lab 4: 1 check was cut short or not run"),
                                        HasSubstr("First 90 s"), HasSubstr("open, not lost")));
}

}  // namespace
}  // namespace grader
