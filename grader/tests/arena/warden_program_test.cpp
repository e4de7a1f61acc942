#include "arena/warden_program.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"

namespace {

using namespace grader;
using testing::HasSubstr;

TEST(WardenProgram, IsASmallOne) {
    // One is started for each launch. With its debug information it has a few megabytes, the grader has ten
    // times as many.
    EXPECT_LT(std::filesystem::file_size(built_warden()), 16U << 20U);
}

TEST(WardenProgram, IsNamedWithTheWayOutWhenItIsGone) {
    try {
        open_warden("/nowhere/io-labs-warden");
        FAIL() << "opened";
    } catch (const UserError& error) {
        EXPECT_THAT(error.what(), HasSubstr("/nowhere/io-labs-warden"));
        EXPECT_THAT(error.what(), HasSubstr("./lab setup"));
    }
}

TEST(WardenProgram, SaysWhatToStartInsteadWhenItIsStartedByHand) {
    EXPECT_EQ(WEXITSTATUS(std::system((built_warden() + " </dev/null 2>/dev/null").c_str())), 64);
}

}  // namespace
