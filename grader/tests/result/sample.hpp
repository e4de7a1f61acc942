// Documents for the tests of the result room.
#pragma once

#include <utility>
#include <vector>

#include "result/document.hpp"

namespace grader {

inline CheckResult check_of(Verdict verdict, int points, bool advisory = false) {
    CheckResult check;
    check.name = "EchoesOneMessage";
    check.title = "Echoes one message";
    check.stage = "A";
    check.verdict = verdict;
    check.points = verdict == Verdict::pass ? points : 0;
    check.max_points = points;
    check.advisory = advisory;
    check.runs = verdict == Verdict::not_run || verdict == Verdict::not_reached ? 0 : 1;
    return check;
}

inline LabResult lab_of(std::vector<CheckResult> checks) {
    LabResult lab;
    lab.lab = 4;
    lab.checks = std::move(checks);
    lab.status = lab.judge();
    return lab;
}

inline ResultDocument document_of(std::vector<LabResult> labs) {
    ResultDocument document;
    document.finished = true;
    document.labs = std::move(labs);
    return document;
}

/// Something in every field.
inline ResultDocument full_document() {
    CheckResult failed = check_of(Verdict::fail, 4);
    failed.runs = 10;
    failed.passed_runs = 7;
    failed.duration_ms = 812;
    failed.why = "why";
    failed.hint = "hint";
    failed.link = "stage-a";
    failed.replay = "./lab grade x --check EchoesOneMessage";
    // Built in steps: g++ 12 takes the whole of it in one expression for uninitialized.
    Finding& finding = failed.finding.emplace();
    finding.steps = {"one", "two"};
    finding.expected = "expected";
    finding.seen = "seen";
    finding.exhibits = {{"title", {"line", "line"}}};
    finding.source = SourceLine{"lab4/main.cpp", 7, "main", "x();", {"above"}, {"below", ""}};
    CheckResult unreached = check_of(Verdict::not_reached, 6);
    unreached.missing = MissingNeed{"an echo", {"EchoesOneMessage"}};
    LabResult lab =
        lab_of({check_of(Verdict::pass, 2), failed, check_of(Verdict::inconclusive, 3),
                check_of(Verdict::not_run, 1), check_of(Verdict::fail, 5, true), std::move(unreached)});
    lab.title = "Blocking";
    lab.handout = "labs/lab4-blocking/README.md";
    lab.read = "read: 2 files of lab4/; left out: help.c, because it is C; rename it to help.cpp";
    lab.reason = "reason";
    lab.exhibits = {{"Standard error", {"oops"}}};
    lab.build = {true, 2100, {{"lab4/main.cpp", 3, 9, Severity::warning, "unused", "int x;"}}, 2, "because"};
    lab.stages = {{"A", "One client"}};
    ResultDocument document = document_of({lab});
    document.grader_version = "1.2.3";
    document.submission = "starter";
    document.started_utc = "2026-11-23T08:00:00Z";
    document.duration_ms = 9800;
    document.partial = true;
    document.only_stages = {"A", "B"};
    document.notices = {"rubric.toml differs from the course's; the course's was used"};
    document.machine = {2, "Linux 6.18", 1.25, {{"Landlock", true, ""}, {"cgroup", false, "not delegated"}}};
    return document;
}

}  // namespace grader
