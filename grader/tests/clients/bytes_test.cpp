#include "evidence/clients/bytes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(BytesOf, CountsOneAsOne) {
    EXPECT_EQ(bytes_of(0), "0 bytes");
    EXPECT_EQ(bytes_of(1), "1 byte");
    EXPECT_EQ(bytes_of(4'000), "4000 bytes");
}

TEST(Pattern, HasAllByteValues) {
    const std::string bytes = pattern(1, 8'192);
    EXPECT_EQ(std::set<char>(bytes.begin(), bytes.end()).size(), 256U);
}

TEST(Pattern, IsTheSameForTheSameSeedOnEveryMachine) {
    // The first output of splitmix64 for the seed 0 is 0xe220a8397b1dcdaf.
    EXPECT_EQ(pattern(0, 8), "\xaf\xcd\x1d\x7b\x39\xa8\x20\xe2");
    EXPECT_NE(pattern(1, 64), pattern(2, 64));
}

TEST(Pattern, BeginsWithTheShorterOneOfTheSameSeed) {
    for (std::size_t size = 0; size < 40; ++size) {
        EXPECT_EQ(pattern(7, size).size(), size);
        EXPECT_EQ(pattern(7, 40).substr(0, size), pattern(7, size));
    }
}

TEST(FirstDifference, IsTheShorterOnesSizeIfOneBeginsWithTheOther) {
    EXPECT_EQ(first_difference("abcdef", "abXdef"), 2U);
    EXPECT_EQ(first_difference("abcdef", "abc"), 3U);
    EXPECT_EQ(first_difference("", "abc"), 0U);
}

TEST(ByteDifference, MarksTheFirstDifferingByte) {
    const std::vector<Exhibit> shown =
        byte_difference("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrSTuvwx", 0);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].title, "Around position 18, counted from 0: expected above, seen below");
    EXPECT_THAT(shown[0].lines,
                ElementsAre("000000  61 62 63 64 65 66 67 68  69 6a 6b 6c 6d 6e 6f 70  |abcdefghijklmnop|",
                            "000016  71 72 73 74 75 76 77 78  79 7a                    |qrstuvwxyz|",
                            "              ^^",
                            "000016  71 72 53 54 75 76 77 78                           |qrSTuvwx|"));
}

TEST(ByteDifference, MarksAByteOfTheRightHalfOfARow) {
    const std::vector<Exhibit> shown = byte_difference("0123456789abcdef", "0123456789aXcdef", 1'600);
    EXPECT_THAT(shown[0].lines,
                ElementsAre("001600  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|",
                            "                                          ^^",
                            "001600  30 31 32 33 34 35 36 37  38 39 61 58 63 64 65 66  |0123456789aXcdef|"));
}

TEST(ByteDifference, SaysThatBytesWereLost) {
    std::string seen = pattern(3, 600);
    seen.erase(100, 50);
    EXPECT_THAT(byte_difference(pattern(3, 600), seen, 1'000)[0].lines.back(),
                "These bytes belong to position 1150: 50 bytes are missing before them.");
}

TEST(ByteDifference, SaysThatBytesCameTwice) {
    std::string seen = pattern(3, 600);
    seen.insert(100, seen.substr(60, 40));
    EXPECT_THAT(byte_difference(pattern(3, 600), seen, 0)[0].lines.back(),
                "These bytes belong to position 60: 40 bytes came once more.");
}

TEST(ByteDifference, GuessesNothingFromTextThatRepeatsItself) {
    const std::string expected = "hello hello hello hello hello hello ";
    EXPECT_THAT(byte_difference(expected, "hello Xello hello hello hello ", 0)[0].lines.back(),
                HasSubstr("|"));
}

TEST(HexDump, ShowsNoMoreThanAFewRows) {
    const Exhibit shown = hex_dump("Too many", pattern(1, 500));
    EXPECT_EQ(shown.title, "Too many");
    EXPECT_EQ(shown.lines.size(), 4U);
}

}  // namespace
}  // namespace grader
