#include "class/jobs.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "class/class_progress.hpp"

namespace grader {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30U;

TEST(Jobs, TwoForEachProcessorIfTheyFitIntoTheMemory) {
    EXPECT_EQ(fitting_gradings(2000, 64 * gib), 4);
    EXPECT_EQ(fitting_gradings(8000, 64 * gib), 16);
    EXPECT_EQ(fitting_gradings(8000, 3 * gib), 3);
    EXPECT_EQ(fitting_gradings(500, 64 * gib), 1) << "half a processor of a container";
    EXPECT_EQ(fitting_gradings(2000, gib / 2), 1) << "one at a time always goes on";
    EXPECT_GE(fitting_gradings_here("/tmp"), 1);
}

TEST(Progress, RemainingTimeIsAsLongAsWhatHasBeen) {
    using std::chrono::seconds;
    EXPECT_EQ(remaining_time(seconds(100), 0, 10), "");
    EXPECT_EQ(remaining_time(seconds(100), 10, 0), "");
    EXPECT_EQ(remaining_time(seconds(100), 10, 5), "less than a minute");
    EXPECT_EQ(remaining_time(seconds(600), 10, 20), "about 20 min");
    EXPECT_EQ(remaining_time(seconds(3600), 10, 30), "about 3 h 0 min");
}

}  // namespace
}  // namespace grader
