// What a report says of a ready line that is missing, has another shape, or is not true.
#include "evidence/ready_line.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string described(const std::string& output, const std::string& errors = "", bool listens = true) {
    return describe(NoReadyLine{output, errors, " within 8 s", listens});
}

TEST(ReadyLine, IsFoundBesideOtherLines) {
    const auto line = find_ready_line("hello\nlistening on 127.0.0.1:40213\n");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->endpoint.address, "127.0.0.1");
    EXPECT_EQ(line->endpoint.port, 40213);
    EXPECT_FALSE(find_ready_line("listening on 127.0.0.1:40213"));
    EXPECT_FALSE(find_ready_line("Listening on port 4000\n"));
}

TEST(ReadyLine, OfAQuarterOfAMegabyteIsNone) {
    EXPECT_FALSE(find_ready_line("listening on 127.0.0.1:" + std::string(250'000, '7') + "\n"));
    EXPECT_FALSE(find_ready_line("listening on " + std::string(250'000, '7') + ":1\n"));
    EXPECT_TRUE(find_ready_line("port: listening on 127.0.0.1:40213\n" + std::string(250'000, '7')));
}

TEST(ReadyLine, OfAnotherShapeIsShownBesideTheOneThatIsWanted) {
    EXPECT_THAT(described("Listening on port 4000\nbye\n"),
                AllOf(HasSubstr("It printed \"Listening on port 4000\" instead"),
                      HasSubstr("`listening on 127.0.0.1:40213`"), Not(HasSubstr("flushed"))));
    EXPECT_LT(described(std::string(100'000, 'x')).size(), 500U);
}

TEST(ReadyLine, WithoutItsEndOrOnStandardErrorIsToldSo) {
    EXPECT_THAT(described("listening on 127.0.0.1:40213"), HasSubstr("lacks the newline"));
    EXPECT_THAT(described("", "listening on 127.0.0.1:40213\n"), HasSubstr("on standard error"));
}

TEST(ReadyLine, ThatDoesNotComeMayBeInABufferIfTheServerListens) {
    EXPECT_THAT(described(""), AllOf(HasSubstr("within 8 s. But it listens"), HasSubstr("flushed?")));
    EXPECT_EQ(described("", "", false), "the server has not printed its ready line within 8 s");
}

TEST(ReadyLine, WithAnotherPortIsToldWithTheRightOne) {
    EXPECT_THAT(describe_wrong_port({{"127.0.0.1", 0}, "0"}, 37001),
                AllOf(HasSubstr("the ready line says port 0, but the server listens on 37001"),
                      HasSubstr("getsockname()")));
    const std::uint16_t swapped = ::htons(37001);
    EXPECT_THAT(describe_wrong_port({{"127.0.0.1", swapped}, std::to_string(swapped)}, 37001),
                HasSubstr("ntohs()"));
    EXPECT_EQ(describe_wrong_port({{"127.0.0.1", 8080}, "8080"}, 37001),
              "the ready line says port 8080, but the server listens on 37001");
}

}  // namespace
}  // namespace grader
