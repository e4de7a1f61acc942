#include "checks/recorder.hpp"

#include <fmt/format.h>

#include "checks/check.hpp"
#include "checks/early.hpp"
#include "checks/needs.hpp"
#include "checks/pattern_session.hpp"

namespace grader {

namespace {

/// Of several runs the worst one counts: a verdict that depends on luck is not a pass.
int badness(Verdict verdict) {
    switch (verdict) {
        case Verdict::not_run:
            return 0;
        case Verdict::pass:
            return 1;
        case Verdict::inconclusive:
            return 2;
        case Verdict::fail:
            return 3;
    }
    return 0;
}

/// What a right server needs, too, may be the reason for what was seen: then it proves nothing.
Verdict unless_machine_is_too_small(int lab, const std::string& check, Verdict verdict, Finding& finding) {
    const std::vector<Bound>& bounds = subject().bounds;
    const auto lacking = shortages(needs_of(lab, check, bounds), bounds);
    if (lacking.empty()) return verdict;
    finding.seen =
        fmt::format("this machine has too little for this check to prove anything: {}. What was seen: {}",
                    joined(lacking), finding.seen);
    return Verdict::inconclusive;
}

}  // namespace

Recorder::Recorder(LabResult& lab, int repeat, RecorderHooks hooks)
    : lab_(lab), shares_(lab, repeat), hooks_(std::move(hooks)) {}

CheckResult* Recorder::find(const char* name) {
    for (CheckResult& check : lab_.checks) {
        if (check.name == name) return &check;
    }
    return nullptr;
}

void Recorder::OnTestIterationStart(const testing::UnitTest& unit_test, int iteration) {
    if (iteration == 0) of_ = unit_test.test_to_run_count() * std::max(1, GTEST_FLAG_GET(repeat));
    forget_pattern_session();
    forget_scenes();
    std::vector<std::string> names;
    for (const CheckResult& check : lab_.checks) names.push_back(check.name);
    set_scenes(names, shares_.half());
}

void Recorder::OnTestIterationEnd(const testing::UnitTest& /*unit_test*/, int /*iteration*/) {
    forget_scenes();
}

void Recorder::OnTestStart(const testing::TestInfo& test) {
    started_ = std::chrono::steady_clock::now();
    ++place_;
    const CheckResult* check = find(test.name());
    if (check == nullptr) return;
    if (hooks_.begins) hooks_.begins(*check, place_, of_);
    shares_.begin(*check);
}

void Recorder::OnTestEnd(const testing::TestInfo& test) {
    CheckResult* check = find(test.name());
    if (check == nullptr) return;
    const auto elapsed = std::chrono::steady_clock::now() - started_;
    check->duration_ms += std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
    shares_.end();
    const bool cut_short = Check::last_was_cut_short();
    Verdict verdict = cut_short && !shares_.began() ? Verdict::not_run
                      : test.result()->Skipped()    ? Verdict::inconclusive
                      : test.result()->Failed()     ? Verdict::fail
                                                    : Verdict::pass;
    if (verdict == Verdict::not_run) {
        if (check->runs == 0) check->finding.emplace().seen = shares_.why(*check);
        if (hooks_.ended) hooks_.ended(*check, place_, of_);
        return;
    }
    std::optional<Finding> finding = Check::last_finding();
    if (verdict == Verdict::fail && !finding) {
        // An exception that no check expects: GoogleTest has its text.
        verdict = Verdict::inconclusive;
        finding.emplace().seen = "this machine did not let the check go on";
        if (test.result()->total_part_count() > 0)
            finding->seen += std::string(": ") + test.result()->GetTestPartResult(0).message();
    }
    if (cut_short) finding->seen = shares_.why(*check);
    if (verdict != Verdict::pass)
        verdict = unless_machine_is_too_small(lab_.lab, check->name, verdict, *finding);
    ++check->runs;
    if (verdict == Verdict::pass) ++check->passed_runs;
    if (badness(verdict) > badness(check->verdict)) {
        check->verdict = verdict;
        check->finding = std::move(finding);
    }
    check->points = check->verdict == Verdict::pass && !check->advisory ? check->max_points : 0;
    if (hooks_.ended) hooks_.ended(*check, place_, of_);
}

}  // namespace grader
