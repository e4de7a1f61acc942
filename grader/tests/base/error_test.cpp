#include "base/error.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <system_error>

namespace grader {
namespace {

using ::testing::HasSubstr;

TEST(Check, ReturnsWhatTheCallReturned) {
    EXPECT_EQ(check(0, "nothing"), 0);
    EXPECT_EQ(check(42, "nothing"), 42);
}

TEST(Check, TakesOnlyMinusOneForAFailure) {
    EXPECT_EQ(check(-2, "not a failure"), -2);
}

TEST(Check, ThrowsTheReasonWithTheCallsName) {
    try {
        check(::open("/nonexistent/file", O_RDONLY | O_CLOEXEC), "open /nonexistent/file");
        FAIL() << "nothing was thrown";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code().value(), ENOENT);
        EXPECT_THAT(error.what(), HasSubstr("open /nonexistent/file"));
        EXPECT_THAT(error.what(), HasSubstr("No such file or directory"));
    }
}

TEST(UserError, KeepsItsWords) {
    EXPECT_STREQ(UserError("lab9/: there is no such lab").what(), "lab9/: there is no such lab");
}

}  // namespace
}  // namespace grader
