#include "result/document.hpp"

#include <gtest/gtest.h>

#include "base/labs.hpp"
#include "sample.hpp"

namespace grader {
namespace {

TEST(Score, AddsUpThePointsOfPassedChecks) {
    const LabResult lab =
        lab_of({check_of(Verdict::pass, 4), check_of(Verdict::fail, 3), check_of(Verdict::not_run, 2)});
    EXPECT_EQ(lab.score(), 4);
    EXPECT_EQ(lab.max_score(), 9);
}

TEST(Score, InconclusiveEarnsNothingButStaysInTheMaximum) {
    CheckResult open = check_of(Verdict::inconclusive, 3);
    open.points = 3;  // even if somebody filled it in
    const LabResult lab = lab_of({check_of(Verdict::pass, 4), open});
    EXPECT_EQ(lab.score(), 4);
    EXPECT_EQ(lab.max_score(), 7);
}

TEST(Score, AdvisoryChecksNeverCount) {
    const LabResult lab = lab_of(
        {check_of(Verdict::pass, 4), check_of(Verdict::pass, 5, true), check_of(Verdict::fail, 5, true)});
    EXPECT_EQ(lab.score(), 4);
    EXPECT_EQ(lab.max_score(), 4);
    EXPECT_EQ(lab.status, LabStatus::passed);
}

TEST(Score, OfADocumentIsThatOfItsLabs) {
    const ResultDocument document =
        document_of({lab_of({check_of(Verdict::pass, 4)}), lab_of({check_of(Verdict::fail, 6)})});
    EXPECT_EQ(document.score(), 4);
    EXPECT_EQ(document.max_score(), 10);
}

TEST(Score, OfPracticeBesideALabIsABonusOverTheMaximum) {
    LabResult lab = lab_of({check_of(Verdict::pass, 100)});
    lab.lab = 4;
    LabResult exercise = lab_of({check_of(Verdict::pass, 3), check_of(Verdict::fail, 7)});
    exercise.lab = first_practice + 1;
    const ResultDocument document = document_of({lab, exercise});
    EXPECT_EQ(document.score(), 103);
    EXPECT_EQ(document.bonus(), 3);
    EXPECT_EQ(document.max_score(), 100);
    EXPECT_EQ(document.status(), LabStatus::passed) << "nobody has to pass it";
    EXPECT_EQ(document.exit_status(), 0);
}

TEST(Score, OfPracticeAloneIsAScoreLikeAnyOther) {
    LabResult exercise = lab_of({check_of(Verdict::pass, 3), check_of(Verdict::fail, 7)});
    exercise.lab = first_practice + 1;
    const ResultDocument document = document_of({exercise});
    EXPECT_EQ(document.bonus(), 0);
    EXPECT_EQ(document.max_score(), 10);
    EXPECT_EQ(document.status(), LabStatus::failed);
    EXPECT_EQ(document.exit_status(), 1);
}

TEST(Judge, OneFailureOutweighsEverything) {
    EXPECT_EQ(lab_of({check_of(Verdict::inconclusive, 1), check_of(Verdict::not_run, 1),
                      check_of(Verdict::fail, 1)})
                  .status,
              LabStatus::failed);
}

// --check may select nothing that counts.
TEST(Judge, AdvisoryChecksAloneAreEnoughToPassAndNeverToFail) {
    EXPECT_EQ(lab_of({check_of(Verdict::inconclusive, 1), check_of(Verdict::not_reached, 1)}).status,
              LabStatus::failed)
        << "its points are lost, not open";
    EXPECT_EQ(lab_of({check_of(Verdict::pass, 0, true)}).status, LabStatus::passed);
    EXPECT_EQ(lab_of({check_of(Verdict::fail, 0, true)}).status, LabStatus::passed);
    EXPECT_EQ(lab_of({check_of(Verdict::inconclusive, 0, true)}).status, LabStatus::passed);
    EXPECT_EQ(lab_of({check_of(Verdict::not_run, 0, true)}).status, LabStatus::unfinished);
}

CheckResult without_time(Verdict verdict) {
    CheckResult check = check_of(verdict, 2);
    check.finding.emplace();
    check.finding->seen = std::string(no_time_left) + ": the checks before it used it up";
    return check;
}

TEST(Judge, WhatLackedTimeIsOpenAndNoCrash) {
    for (const Verdict verdict : {Verdict::not_run, Verdict::inconclusive}) {
        const LabResult lab = lab_of({check_of(Verdict::pass, 4), without_time(verdict)});
        EXPECT_TRUE(lacked_time(lab.checks[1]));
        EXPECT_EQ(lab.status, LabStatus::inconclusive);
        EXPECT_EQ(lab.score(), 4);
        EXPECT_EQ(lab.max_score(), 6);
        EXPECT_EQ(document_of({lab}).exit_status(), 3);
    }
    EXPECT_EQ(lab_of({check_of(Verdict::fail, 4), without_time(Verdict::not_run)}).status, LabStatus::failed);
}

TEST(Judge, WhatWasNotRunForAnotherReasonIsUnfinished) {
    EXPECT_EQ(lab_of({without_time(Verdict::not_run), check_of(Verdict::not_run, 1)}).status,
              LabStatus::inconclusive);
    EXPECT_EQ(lab_of({check_of(Verdict::pass, 4), check_of(Verdict::not_run, 1)}).status,
              LabStatus::unfinished);
    EXPECT_FALSE(lacked_time(check_of(Verdict::not_run, 1)));
}

TEST(Judge, ALabWithoutChecksIsUnfinished) {
    EXPECT_EQ(lab_of({}).status, LabStatus::unfinished);
}

TEST(ExitStatus, IsZeroWhenAllPassed) {
    EXPECT_EQ(
        document_of({lab_of({check_of(Verdict::pass, 1), check_of(Verdict::fail, 1, true)})}).exit_status(),
        0);
}

TEST(ExitStatus, IsOneWhenSomeFailed) {
    EXPECT_EQ(document_of({lab_of({check_of(Verdict::pass, 1)}), lab_of({check_of(Verdict::fail, 1)})})
                  .exit_status(),
              1);
}

TEST(ExitStatus, IsTwoWhenALabWasNotBuiltOrNotStarted) {
    for (const LabStatus status : {LabStatus::not_built, LabStatus::not_started}) {
        ResultDocument document = document_of({lab_of({check_of(Verdict::fail, 1)}), lab_of({})});
        document.labs[1].status = status;
        EXPECT_EQ(document.exit_status(), 2);
    }
}

TEST(ExitStatus, IsThreeWhenInconclusiveOrUnfinishedAndNothingFailed) {
    EXPECT_EQ(
        document_of({lab_of({check_of(Verdict::pass, 1), check_of(Verdict::inconclusive, 1)})}).exit_status(),
        3);
    EXPECT_EQ(
        document_of({lab_of({check_of(Verdict::pass, 1), check_of(Verdict::not_run, 1)})}).exit_status(), 3);
    EXPECT_EQ(document_of({}).exit_status(), 3);
    ResultDocument interrupted = document_of({lab_of({check_of(Verdict::pass, 1)})});
    interrupted.finished = false;
    EXPECT_EQ(interrupted.exit_status(), 3);
}

TEST(ExitStatus, OfAnInterruptedGradingThatHasSeenAFailureIsOne) {
    ResultDocument interrupted =
        document_of({lab_of({check_of(Verdict::fail, 1), check_of(Verdict::not_run, 1)})});
    interrupted.finished = false;
    interrupted.labs[0].status = LabStatus::unfinished;
    EXPECT_EQ(interrupted.exit_status(), 1);
    EXPECT_EQ(interrupted.status(), LabStatus::unfinished);
}

}  // namespace
}  // namespace grader
