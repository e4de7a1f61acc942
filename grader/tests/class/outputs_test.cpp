#include "class/outputs.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "class/csv.hpp"
#include "class/grading_process.hpp"
#include "documents.hpp"

namespace grader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Outputs : public testing::Test {
 protected:
    Outputs() {
        asked_.columns = {"id", "Section"};
        for (const char* id : {"zoe", "ada", "bob"}) asked_.students.push_back(student(id));
        asked_.students[0].cells = {{"id", "zoe"}, {"Section", "=1+1"}};
        asked_.students[1].problem = "nothing was handed in";
        asked_.students[2].late = true;
        outcomes_ = {graded({check_of("Echoes", Verdict::pass, 3), check_of("Ends", Verdict::fail, 2, "B")}),
                     Outcome(), Outcome()};
    }

    Class asked_;
    std::vector<Outcome> outcomes_;
};

TEST_F(Outputs, GradesComeInTheStudentsOrderWithAColumnAStage) {
    const CsvTable table = parse_csv(grades_csv(asked_, outcomes_), "grades.csv");
    EXPECT_THAT(table.columns,
                ElementsAre("student", "name", "email", "id", "Section", "lab4", "lab4 of", "lab4 A",
                            "lab4 B", "lab4 status", "points", "of", "status", "late", "notices"));
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_THAT(table.rows[0].cells, ElementsAre("zoe", "", "", "zoe", "'=1+1", "3", "5", "3", "0", "failed",
                                                 "3", "5", "failed", "", ""));
    EXPECT_THAT(table.rows[1].cells, ElementsAre("ada", "", "", "", "", "", "", "", "", "", "", "",
                                                 "nothing to grade", "", "nothing was handed in"));
    EXPECT_THAT(table.rows[2].cells,
                ElementsAre("bob", "", "", "", "", "", "", "", "", "", "", "", "waiting", "late", ""));
}

TEST_F(Outputs, WhatFailedForTheMachineHasNoPointsAndSaysWhy) {
    outcomes_[2].state.is_final = true;
    outcomes_[2].state.attempts.resize(2);
    outcomes_[2].state.attempts[1].failure = "the grader was ended by signal 9 (Killed)";
    const CsvTable table = parse_csv(grades_csv(asked_, outcomes_), "grades.csv");
    EXPECT_EQ(table.rows[2].cells[5], "");
    EXPECT_EQ(table.rows[2].cells[12], "no verdict");
    EXPECT_EQ(table.rows[2].cells[14], "the grader was ended by signal 9 (Killed)");
}

TEST_F(Outputs, ALineOfJsonAStudent) {
    std::istringstream lines(results_jsonl(asked_, outcomes_));
    std::string line;
    std::vector<nlohmann::json> all;
    while (std::getline(lines, line)) all.push_back(nlohmann::json::parse(line));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0]["labs"][0]["points"], 3);
    EXPECT_EQ(all[0]["labs"][0]["checks"][1]["verdict"], "fail");
    EXPECT_EQ(all[1]["standing"], "nothing to grade");
}

TEST_F(Outputs, OnlyChecksThatDoNotAlwaysEndTheSameFlicker) {
    CheckResult& check = outcomes_[0].document->labs[0].checks[0];
    check.runs = 20;
    check.passed_runs = 3;
    EXPECT_EQ(flicker_csv(asked_, outcomes_), "student,lab,check,passed,of\r\nzoe,lab4,Echoes,3,20\r\n");
}

TEST_F(Outputs, AFailureOnABusyMachineIsLookedAtAgain) {
    ResultDocument failed = *outcomes_[0].document;
    EXPECT_EQ(doubtful_for_load(failed), "");
    failed.machine.slowdown = 10;
    EXPECT_EQ(doubtful_for_load(failed), "the machine was busy (10 times slower than it can be)");
    ResultDocument passed = *graded({check_of("Echoes", Verdict::pass, 3)}).document;
    passed.machine.slowdown = 10;
    EXPECT_EQ(doubtful_for_load(passed), "") << "who passed in spite of it has passed";
}

TEST_F(Outputs, OpenForTheMachineIsWhatDidNotLackTime) {
    Outcome open =
        graded({check_of("Echoes", Verdict::inconclusive, 3), check_of("Ends", Verdict::inconclusive, 2)});
    std::vector<CheckResult>& checks = open.document->labs[0].checks;
    checks[0].finding = Finding{{}, "", "no tracer here", {}, {}, {}};
    checks[1].finding = Finding{{}, "", std::string(no_time_left) + " for it", {}, {}, {}};
    EXPECT_THAT(checks_left_open(*open.document), ElementsAre("lab4 Echoes"));
    EXPECT_EQ(left_open_by_machine(*open.document), "left open by the machine: lab4 Echoes (no tracer here)");
    EXPECT_EQ(left_open_by_machine(*outcomes_[0].document), "");
}

}  // namespace
}  // namespace grader
