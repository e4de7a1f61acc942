// A check that needs what another one did not show: every report says so, and counts its points as lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

#include "report/check_text.hpp"
#include "report/check_words.hpp"
#include "report/formats.hpp"
#include "report/lab_words.hpp"
#include "report/terminal.hpp"
#include "samples.hpp"

namespace grader {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

std::string rendered(const char* format) {
    ReportContext context;
    context.classroom50 = somebodys_submission();
    context.token = "a-word-nobody-guesses";
    return report_format(format).render(not_reached(), context);
}

const CheckResult& unreached(const ResultDocument& document) {
    return document.labs[0].checks[document.labs[0].checks.size() - 2];
}

const json& named(const json& tests, const char* key, const std::string& check) {
    for (const json& test : tests) {
        if (test.at(key).get<std::string>().find(check) != std::string::npos) return test;
    }
    throw std::runtime_error("no test of " + check);
}

TEST(Unreached, NamesWhatIsNeededAndTheCheckThatFailed) {
    const ResultDocument document = not_reached();
    const std::string failed = document.labs[0].checks[0].name;
    EXPECT_EQ(need_of(unreached(document)), "needs a message that comes back (" + failed + " failed)");
    EXPECT_EQ(reason_line(document.labs[0], unreached(document), 400),
              "not reached: needs a message that comes back (" + failed + " failed)");
    EXPECT_EQ(need_of(document.labs[0].checks[0]), "");
}

TEST(Unreached, IsSaidInEveryReportForPeople) {
    for (const char* format : {"markdown", "html", "junit", "gradescope", "github", "classroom",
                               "classroom50", "classroom50-release"}) {
        EXPECT_THAT(rendered(format), HasSubstr("not reached")) << format;
        EXPECT_THAT(rendered(format), HasSubstr("a message that comes back")) << format;
    }
}

TEST(Unreached, IsSaidOnTheTerminalOnceForAll) {
    const std::string report = render_terminal(not_reached(), {false, 140, false});
    EXPECT_THAT(report, HasSubstr("3 checks were not reached"));
    EXPECT_THAT(report, HasSubstr(": each needs a message that comes back"));
    EXPECT_THAT(report, HasSubstr("– " + unreached(not_reached()).title));
}

TEST(Unreached, CountsAsLostAndNotAsOpen) {
    const ResultDocument document = not_reached();
    EXPECT_EQ(document.status(), LabStatus::failed);
    EXPECT_EQ(open_points_of(document.labs[0]), "");
    EXPECT_THAT(verdict_of(document.labs[0]), HasSubstr("2 were not reached"));
    EXPECT_EQ(mark_of(unreached(document)).points, "0/" + std::to_string(unreached(document).max_points));
}

TEST(Unreached, IsAFailedTestForThoseWhoKnowOnlyTests) {
    const std::string name = unreached(not_reached()).name;
    const json gradescope = named(json::parse(rendered("gradescope"))["tests"], "name", name);
    EXPECT_EQ(gradescope["status"], "failed");
    EXPECT_EQ(gradescope["score"], 0);
    const json classroom = named(json::parse(rendered("classroom"))["tests"], "name", name);
    EXPECT_EQ(classroom["status"], "fail");
    const json classroom50 = named(json::parse(rendered("classroom50"))["tests"], "test-name", name);
    EXPECT_EQ(classroom50["passed"], false);
    EXPECT_EQ(classroom50["verdict"], "not-reached");
    EXPECT_THAT(rendered("junit"), HasSubstr("type=\"not-reached\""));
}

TEST(Unreached, AdviceIsNeverPaintedAsFailed) {
    const ResultDocument document = not_reached();
    const json advice =
        named(json::parse(rendered("gradescope"))["tests"], "name", document.labs[0].checks.back().name);
    EXPECT_FALSE(advice.contains("status"));
    EXPECT_EQ(advice["max_score"], 0);
}

TEST(Unreached, IsNoAnnotation) {
    const std::string log = rendered("github");
    for (std::size_t at = 0; (at = log.find("\n::error", at)) != std::string::npos; ++at)
        EXPECT_THAT(log.substr(at, log.find('\n', at + 1) - at), Not(HasSubstr("not reached")));
}

}  // namespace
}  // namespace grader
