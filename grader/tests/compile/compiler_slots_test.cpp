// How many compilers run at the same time.
#include "compile/compiler_slots.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace grader {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t gibibyte = 1ULL << 30U;

TEST(CompilerSlots, EachProcessorGetsOneIfThereIsMemory) {
    EXPECT_EQ(fitting_compilers(2, 24 * gibibyte), 2U);
    EXPECT_EQ(fitting_compilers(16, 24 * gibibyte), 16U);
}

TEST(CompilerSlots, ASmallContainerGetsAsManyAsFit) {
    EXPECT_EQ(fitting_compilers(8, 2 * gibibyte), 4U);
    EXPECT_EQ(fitting_compilers(8, gibibyte * 3 / 4), 1U);
}

TEST(CompilerSlots, ThereIsAlwaysOne) {
    EXPECT_EQ(fitting_compilers(2, 0), 1U);
    EXPECT_GE(CompilerSlots::of_this_machine().count(), 1U);
}

TEST(CompilerSlots, ATakenSlotIsNobodyElsesUntilItIsGivenBack) {
    CompilerSlots slots(1);
    CompilerSlots::Slot first = slots.take(steady_clock::now());
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(slots.take(steady_clock::now()), nullptr);
    std::jthread other([&] { first.reset(); });
    EXPECT_NE(slots.take(steady_clock::now() + std::chrono::seconds(60)), nullptr);
}

}  // namespace
}  // namespace grader
