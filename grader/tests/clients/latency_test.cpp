#include "evidence/clients/latency.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

using std::chrono::nanoseconds;

TEST(Percentiles, AreSamplesOfTheNearestRank) {
    std::vector<nanoseconds> samples;
    for (int value = 1'000; value >= 1; --value) samples.emplace_back(value);
    const Percentiles shown = percentiles(samples);
    EXPECT_EQ(shown.p50.count(), 500);
    EXPECT_EQ(shown.p90.count(), 900);
    EXPECT_EQ(shown.p99.count(), 990);
    EXPECT_EQ(shown.max.count(), 1'000);
}

TEST(Percentiles, OfOneSampleAreThatSample) {
    const Percentiles shown = percentiles({nanoseconds(7)});
    EXPECT_EQ(shown.p50.count(), 7);
    EXPECT_EQ(shown.max.count(), 7);
}

TEST(Percentiles, OfNothingAreZero) {
    EXPECT_EQ(percentiles({}).max.count(), 0);
}

}  // namespace
}  // namespace grader
