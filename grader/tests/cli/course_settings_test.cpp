#include "report/course_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;

class Settings : public TestInDirectory {
 protected:
    CourseSettings with(const std::string& text) const {
        std::filesystem::create_directories(directory_ / "course");
        std::ofstream(directory_ / "course/settings.conf") << text;
        return load_settings(directory_);
    }

    std::string complaint(const std::string& text) const {
        try {
            (void)with(text);
            return "";
        } catch (const UserError& error) {
            return error.what();
        }
    }
};

TEST_F(Settings, AreTheDefaultsWhereNothingIsSaid) {
    EXPECT_EQ(load_settings(directory_).push_hints, default_hints);
    EXPECT_EQ(with("").push_hints, default_hints);
    EXPECT_EQ(with("# push_hints=0\nhandouts=\n").handouts, "");
}

TEST_F(Settings, SayHowMuchIsToldAndWhereTheHandoutsAre) {
    const CourseSettings settings = with("push_hints=1\r\n\nhandouts=https://example.org/labs");
    EXPECT_EQ(settings.push_hints, Hints::questions);
    EXPECT_EQ(settings.handouts, "https://example.org/labs/");
    EXPECT_EQ(hints_named("course", directory_), Hints::questions);
    EXPECT_EQ(hints_named("3", directory_), Hints::all);
}

TEST_F(Settings, ThatAreWrongAreToldWithTheirLine) {
    EXPECT_THAT(complaint("\npush_hints=4"),
                HasSubstr("settings.conf:2: push_hints takes 0, 1, 2 or 3, not \"4\""));
    EXPECT_THAT(complaint("practice=yes"), HasSubstr("practice takes free, bonus or off, not \"yes\""));
    EXPECT_EQ(with("practice=bonus").practice, PracticeUse::bonus);
    EXPECT_EQ(with("practice=off").practice, PracticeUse::off);
    EXPECT_EQ(with("").practice, PracticeUse::free);
    EXPECT_THAT(complaint("push_hints"), HasSubstr("not \"\""));
    EXPECT_THAT(complaint("pushhints=1"), HasSubstr("settings.conf:1: there is no setting \"pushhints\""));
}

TEST_F(Settings, OfThisCourseCanBeRead) {
    EXPECT_NO_THROW((void)load_settings(REPOSITORY));
}

}  // namespace
}  // namespace grader
