// Documents that every report must cope with: the recorded ones, generated ones, those of gradings that were
// cut short, and one in which everything is hostile.
#pragma once

#include <string>
#include <vector>

#include "hostile.hpp"
#include "recorded.hpp"
#include "report/formats.hpp"

namespace grader {

/// Two labs, each with checks of every verdict, counted and advisory.
inline ResultDocument two_labs() {
    ResultDocument document = recorded("failures");
    document.labs.push_back(recorded("inconclusive").labs[0]);
    document.labs[1].lab = 5;
    document.labs[1].checks[0].advisory = true;
    document.labs[1].checks[1].advisory = true;
    document.labs[1].checks[1].verdict = Verdict::fail;
    document.labs[1].status = document.labs[1].judge();
    document.notices = {"labs/lab4-blocking/rubric.toml differs from the course's; the course's was used"};
    return document;
}

inline ResultDocument selected_checks() {
    ResultDocument document = recorded("all-pass");
    document.partial = true;
    document.labs[0].checks.resize(2);
    return document;
}

/// As it was saved when `done` checks had run.
inline ResultDocument cut_short(ResultDocument document, std::size_t done) {
    document.finished = false;
    for (LabResult& lab : document.labs) {
        lab.status = LabStatus::unfinished;
        for (CheckResult& check : lab.checks) {
            if (done > 0) {
                --done;
                continue;
            }
            check.verdict = Verdict::not_run;
            check.points = check.runs = check.passed_runs = 0;
            check.finding.reset();
        }
    }
    return document;
}

/// The last checks had no time left: one was cut short, the others were not begun.
inline ResultDocument short_of_time() {
    ResultDocument document = recorded("all-pass");
    LabResult& lab = document.labs[0];
    for (std::size_t check = lab.checks.size() - 3; check < lab.checks.size(); ++check) {
        CheckResult& late = lab.checks[check];
        late.verdict = check == lab.checks.size() - 3 ? Verdict::inconclusive : Verdict::not_run;
        late.points = late.passed_runs = 0;
        late.finding.emplace();
        late.finding->seen = std::string(no_time_left) + ": the checks before it used up the 200 s";
    }
    lab.status = lab.judge();
    document.notices = {"lab 4: 3 checks were cut short or not run"};
    return document;
}

/// The last three checks need what the first one did not show; the last of them is advice.
inline ResultDocument not_reached() {
    ResultDocument document = recorded("failures");
    LabResult& lab = document.labs[0];
    lab.checks[0].verdict = Verdict::fail;
    lab.checks[0].points = lab.checks[0].passed_runs = 0;
    for (std::size_t at = lab.checks.size() - 3; at < lab.checks.size(); ++at) {
        CheckResult& check = lab.checks[at];
        check.verdict = Verdict::not_reached;
        check.points = check.runs = check.passed_runs = 0;
        check.duration_ms = 0;
        check.advisory = at + 1 == lab.checks.size();
        check.finding.reset();
        check.missing = MissingNeed{"a message that comes back", {lab.checks[0].name}};
    }
    lab.status = lab.judge();
    return document;
}

inline std::vector<ResultDocument> finished_documents() {
    std::vector<ResultDocument> documents{two_labs(), selected_checks(), short_of_time(), not_reached()};
    for (const std::string& name : recorded_names()) documents.push_back(recorded(name));
    return documents;
}

/// What a student's server might print to harm whoever shows it.
inline std::string attack_text() {
    using namespace std::string_literals;
    return "::error::owned\n::add-mask::a\r##[error]owned\x1b[2J\x1b]0;owned\x07\x7f\xc2\x9b\0"s
           "\xe2\x80\xae\xff\xc3\x28\xef\xbf\xbe]]></failure></script><script>alert(1)</"
           "script>%0A::set-output "
           "name=result::x|a|b|`@octocat` #1 ![x](http://evil/) <img src=x onerror=alert(1)> & \" ' -->"s;
}
inline const std::string attack = attack_text();

/// The attack in every field, lines of 4 KiB, lists longer than their bounds.
inline ResultDocument hostile_document() {
    ResultDocument document = two_labs();
    document.submission = document.started_utc = document.machine.kernel = attack;
    document.machine.layers.push_back({attack, false, attack});
    document.notices.assign(30, attack);
    const std::string line = std::string(4096, '\xfe') + attack;
    for (LabResult& lab : document.labs) {
        lab.title = lab.reason = lab.handout = lab.read = attack;
        lab.stages[0].title = attack;
        lab.build.diagnostics = {{attack, 3, 4, Severity::error, attack, attack}};
        lab.exhibits = {{attack, {attack, line}}};
        for (CheckResult& check : lab.checks) {
            check.name = &check == &lab.checks.back() ? "explained " + attack : attack;
            check.title = check.why = check.hint = check.link = check.replay = attack;
            check.duration_ms = -1;
            check.missing = MissingNeed{attack, std::vector<std::string>(50, attack)};
            Finding& finding = check.finding.emplace();
            finding.steps.assign(50, attack);
            finding.expected = line;
            finding.seen = attack;
            finding.exhibits = {{attack, std::vector<std::string>(50, line)}};
            finding.source = SourceLine{attack, 1, attack, line};
        }
        lab.causes.resize(50, hostile_cause(attack));
        lab.causes[0].explains = {"explained " + attack};
    }
    return document;
}

/// Somebody's submission to Classroom 50.
inline ReportContext::Classroom50 somebodys_submission() {
    return {"io-2026",
            "lab4",
            "individual",
            "ada",
            "submit/20261123T080000Z-1234567",
            "https://github.com/c/io-2026-lab4-ada/commit/1234567",
            "https://github.com/c/io-2026-lab4-ada/releases/tag/submit%2F20261123T080000Z-1234567",
            "https://github.com/c/io-2026-lab4-ada/compare/0000000...1234567",
            "2026-11-23T07:59:00Z"};
}

}  // namespace grader
