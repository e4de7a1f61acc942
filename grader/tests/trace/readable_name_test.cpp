// Symbols as people write them, and those that are meant to be too much.
#include "evidence/trace/readable_name.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <set>
#include <string>
#include <string_view>

namespace grader {
namespace {

using ::testing::StartsWith;

std::string readable(const std::string& name, const std::set<std::string>& unreadable = {}) {
    DoubtfulName doubtful{};
    return readable_name(name.c_str(), doubtful, unreadable);
}

/// Each pair of parameters is the one before it, twice.
std::string doubled(int times) {
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string name = "_Z1fI1AIiiE";
    for (int number = 1; number <= times; ++number)
        name += fmt::format("S0_IS{0}_S{0}_E", digits[static_cast<std::size_t>(number)]);
    return name + "Evv";
}

TEST(ReadableNames, AreWhatStandsInTheSource) {
    EXPECT_EQ(readable("_Z5servei"), "serve(int)");
    EXPECT_EQ(readable("read"), "read");
    EXPECT_EQ(readable("_Zwhatever"), "_Zwhatever");
    DoubtfulName doubtful{};
    EXPECT_EQ(readable_name(nullptr, doubtful, {}), "");
}

TEST(ReadableNames, AreCutWhereNobodyReadsOn) {
    EXPECT_EQ(readable(std::string(100'000, 'x')).size(), longest_symbol);
    EXPECT_EQ(readable("_Z" + std::string(100'000, 'x')).size(), longest_symbol);
    const std::string long_name = readable(doubled(12));
    EXPECT_THAT(long_name, StartsWith("void f<A<int, int>, A<A<int, int>, A<int, int> >"));
    EXPECT_EQ(long_name.size(), longest_symbol);
}

TEST(ReadableNames, ThatTakeForEverEndTheProcessAndAreKnownThen) {
    const std::string bomb = doubled(35);
    ASSERT_LT(bomb.size(), 512U);
    EXPECT_EXIT(readable(bomb), testing::KilledBySignal(SIGVTALRM), "");
    EXPECT_EQ(readable(bomb, {bomb}), bomb);
}

}  // namespace
}  // namespace grader
