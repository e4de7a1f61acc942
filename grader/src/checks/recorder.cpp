#include "checks/recorder.hpp"

#include "checks/check.hpp"
#include "checks/early.hpp"
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
    const Verdict verdict = cut_short && !shares_.began() ? Verdict::not_run
                            : test.result()->Skipped()    ? Verdict::inconclusive
                            : test.result()->Failed()     ? Verdict::fail
                                                          : Verdict::pass;
    if (verdict == Verdict::not_run) {
        if (check->runs == 0) {
            check->finding = Finding();
            check->finding->seen = shares_.why(*check);
        }
        if (hooks_.ended) hooks_.ended(*check, place_, of_);
        return;
    }
    ++check->runs;
    if (verdict == Verdict::pass) ++check->passed_runs;
    if (badness(verdict) > badness(check->verdict)) {
        check->verdict = verdict;
        check->finding = Check::last_finding();
        if (cut_short) check->finding->seen = shares_.why(*check);
        if (verdict != Verdict::pass && !check->finding) {
            // An exception that no check expects: GoogleTest has its text.
            Finding unexpected;
            unexpected.seen = "the check itself ran into trouble";
            if (test.result()->total_part_count() > 0)
                unexpected.seen += std::string(": ") + test.result()->GetTestPartResult(0).message();
            check->finding = unexpected;
        }
    }
    check->points = check->verdict == Verdict::pass && !check->advisory ? check->max_points : 0;
    if (hooks_.ended) hooks_.ended(*check, place_, of_);
}

}  // namespace grader
