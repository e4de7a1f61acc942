#include "base/time_limit.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace grader {
namespace {

using std::chrono::hours;
using std::chrono::steady_clock;

TEST(TimeLimit, IsNoneAtFirst) {
    EXPECT_EQ(time_limit(), TimeLimit::none);
    EXPECT_NO_THROW(require_time());
}

TEST(TimeLimit, HoldsInItsScope) {
    const auto past = steady_clock::now() - hours(1);
    {
        const TimeLimit over(past);
        EXPECT_THROW(require_time(), OutOfTime);
        {
            const TimeLimit wide(steady_clock::now() + hours(1));
            EXPECT_NO_THROW(require_time());
        }
        EXPECT_EQ(time_limit(), past);
    }
    EXPECT_EQ(time_limit(), TimeLimit::none);
}

TEST(TimeLimit, IsTheCallingThreadsOwn) {
    const TimeLimit over(steady_clock::now() - hours(1));
    auto others = steady_clock::time_point();
    std::thread([&] { others = time_limit(); }).join();
    EXPECT_EQ(others, TimeLimit::none);
}

TEST(TimeLimit, DoesNotCountWhatItIsExtendedBy) {
    extend_time_limit(hours(1));
    EXPECT_EQ(time_limit(), TimeLimit::none) << "none stays none";
    const TimeLimit over(steady_clock::now() - hours(1));
    extend_time_limit(hours(2));
    EXPECT_NO_THROW(require_time());
}

}  // namespace
}  // namespace grader
