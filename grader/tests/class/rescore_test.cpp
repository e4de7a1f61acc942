#include "class/rescore.hpp"

#include <gmock/gmock.h>

#include "documents.hpp"

namespace grader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Rubric rubric(std::vector<RubricCheck> checks) {
    Rubric one;
    one.lab = 4;
    one.title = "Lab";
    one.stages = {{"A", "One client"}};
    one.checks = std::move(checks);
    return one;
}

RubricCheck entry(const std::string& name, int points, bool advisory = false) {
    RubricCheck one;
    one.name = name;
    one.title = "The title of " + name;
    one.stage = "A";
    one.points = points;
    one.advisory = advisory;
    return one;
}

TEST(Rescore, PointsAndTitlesAreTheRubricsAndVerdictsStay) {
    const ResultDocument before =
        *graded({check_of("Echoes", Verdict::pass, 3), check_of("Ends", Verdict::fail, 2)}).document;
    const Rescored after = rescore(before, {{4, rubric({entry("Ends", 1), entry("Echoes", 7)})}});
    const LabResult& lab = after.document.labs[0];
    EXPECT_EQ(lab.score(), 7);
    EXPECT_EQ(lab.max_score(), 8);
    EXPECT_EQ(lab.checks[0].name, "Ends") << "in the rubric's order";
    EXPECT_EQ(lab.checks[0].verdict, Verdict::fail);
    EXPECT_EQ(lab.checks[1].title, "The title of Echoes");
    EXPECT_THAT(after.notices, IsEmpty());
}

TEST(Rescore, WhatNoLongerCountsDecidesNothing) {
    const ResultDocument before =
        *graded({check_of("Echoes", Verdict::pass, 3), check_of("Ends", Verdict::fail, 2)}).document;
    EXPECT_EQ(before.labs[0].status, LabStatus::failed);
    const Rescored after = rescore(before, {{4, rubric({entry("Echoes", 5), entry("Ends", 2, true)})}});
    EXPECT_EQ(after.document.labs[0].status, LabStatus::passed);
    EXPECT_EQ(after.document.labs[0].max_score(), 5);
    EXPECT_EQ(rescore(after.document, {{4, rubric({entry("Echoes", 3), entry("Ends", 2)})}})
                  .document.labs[0]
                  .status,
              LabStatus::failed)
        << "and back";
}

TEST(Rescore, WhatWasNotGradedIsNamedAndWhatIsGoneGoes) {
    ResultDocument before = *graded({check_of("Echoes", Verdict::fail, 3)}).document;
    Cause cause;
    cause.id = "c";
    cause.explains = {"Echoes"};
    before.labs[0].causes = {cause};
    const Rescored after = rescore(before, {{4, rubric({entry("Replies", 5)})}});
    EXPECT_THAT(after.document.labs[0].checks, IsEmpty());
    EXPECT_THAT(after.document.labs[0].causes, IsEmpty());
    EXPECT_THAT(after.notices, ElementsAre(HasSubstr("a check that was not graded: Replies")));
    EXPECT_THAT(rescore(before, {}).notices, ElementsAre(HasSubstr("no rubric of lab 4")));
}

TEST(Rescore, ALabThatDidNotBuildStaysSo) {
    ResultDocument before = *graded({check_of("Echoes", Verdict::not_run, 3)}).document;
    before.labs[0].status = LabStatus::not_built;
    const Rescored after = rescore(before, {{4, rubric({entry("Echoes", 5)})}});
    EXPECT_EQ(after.document.labs[0].status, LabStatus::not_built);
    EXPECT_EQ(after.document.labs[0].score(), 0);
    EXPECT_EQ(after.document.labs[0].max_score(), 5);
}

}  // namespace
}  // namespace grader
