// A grading whose time was used up is a grading: every report says what was not run and why, and none calls
// it a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/check_text.hpp"
#include "report/formats.hpp"
#include "report/lab_words.hpp"
#include "samples.hpp"

namespace grader {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

std::string rendered(const char* format) {
    return report_format(format).render(short_of_time(), ReportContext());
}

TEST(ShortOfTime, IsSaidInEveryReportForPeople) {
    for (const char* format : {"markdown", "html", "junit", "gradescope", "github", "classroom50-release"})
        EXPECT_THAT(rendered(format), HasSubstr("no time left")) << format;
}

TEST(ShortOfTime, IsNoUnfinishedGrading) {
    EXPECT_EQ(short_of_time().status(), LabStatus::inconclusive);
    ReportContext context;
    context.classroom50 = {"networks",  "lab-4", "individual",          "ada", "submit/1", "https://c",
                           "https://r", "",      "2026-11-24T12:00:00Z"};
    for (const ReportFormat& format : report_formats())
        EXPECT_THAT(format.render(short_of_time(), context), Not(HasSubstr("nfinished"))) << format.name;
}

TEST(ShortOfTime, LeavesThePointsOfTheOthers) {
    const ResultDocument document = short_of_time();
    const json gradescope = json::parse(rendered("gradescope"));
    EXPECT_EQ(gradescope["score"], document.score());
    EXPECT_LT(document.score(), document.max_score());
    EXPECT_GT(document.score(), 0);
    const json classroom = json::parse(rendered("classroom"));
    EXPECT_EQ(classroom["status"], "error") << "neither right nor wrong";
}

TEST(ShortOfTime, IsSkippedAndNoErrorForJUnit) {
    EXPECT_THAT(rendered("junit"), Not(HasSubstr("<error")));
    EXPECT_THAT(rendered("junit"), HasSubstr("<skipped message=\"not run: there was no time left"));
}

TEST(ShortOfTime, TellsWhatToDoNext) {
    const ResultDocument document = short_of_time();
    EXPECT_THAT(open_points_of(document.labs[0]), HasSubstr("there was no time left for them"));
    const Advice advice = next_of(document, document.labs[0]);
    EXPECT_THAT(advice.text, HasSubstr("the time was used up"));
    EXPECT_THAT(advice.command, HasSubstr("--check"));
}

}  // namespace
}  // namespace grader
