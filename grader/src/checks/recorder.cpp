#include "checks/recorder.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "checks/catalogue.hpp"
#include "checks/needs.hpp"

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
        case Verdict::not_reached:
            return 3;
        case Verdict::fail:
            return 4;
    }
    return 0;
}

/// What a right server needs, too, may be the reason for what was seen: then it proves nothing.
Verdict unless_machine_is_too_small(const Subject& subject, const std::string& check, Verdict verdict,
                                    Finding& finding) {
    const auto lacking = shortages(needs_of(subject.lab, check, subject.bounds), subject.bounds);
    if (lacking.empty()) return verdict;
    finding.seen =
        fmt::format("this machine has too little for this check to prove anything: {}. What was seen: {}",
                    joined(lacking), finding.seen);
    return Verdict::inconclusive;
}

std::map<std::string, double> weights_of(const LabResult& lab) {
    std::map<std::string, double> weights;
    for (const CheckResult& check : lab.checks) weights[check.name] = kind_of(lab.lab, check.name).weight;
    return weights;
}

}  // namespace

Recorder::Recorder(LabResult& lab, const Subject& subject, const RunOptions& options, RecorderHooks hooks)
    : lab_(lab),
      subject_(subject),
      scenes_(subject),
      reach_(options.behaviours),
      may_end_early_(options.enough != nullptr),
      shares_(lab, weights_of(lab), options.repeat, {options.until, subject.slowdown}),
      hooks_(std::move(hooks)) {}

CheckResult* Recorder::find(const char* name) {
    for (CheckResult& check : lab_.checks) {
        if (check.name == name) return &check;
    }
    return nullptr;
}

void Recorder::OnTestIterationStart(const testing::UnitTest& unit_test, int iteration) {
    if (iteration == 0) of_ = unit_test.test_to_run_count() * std::max(1, GTEST_FLAG_GET(repeat));
    scenes_.forget();
    reach_.forget();
    // What may not be looked at is not begun. And who debugs wants what a scene was set with: it stays with
    // the thread of its check.
    if (may_end_early_) return;
    for (const CheckResult& check : lab_.checks) {
        if (const auto& scene = kind_of(lab_.lab, check.name).scene) scenes_.begin(*scene, shares_.half());
    }
}

void Recorder::OnTestStart(const testing::TestInfo& test) {
    if (is_over_) return;
    started_ = std::chrono::steady_clock::now();
    ++place_;
    missing_.reset();
    const CheckResult* check = find(test.name());
    if (check == nullptr) return;
    missing_ = reach_.missing_for(check->name);
    if (hooks_.begins) hooks_.begins(*check, place_, of_);
    shares_.begin(*check);
}

void Recorder::OnTestEnd(const testing::TestInfo& test) {
    CheckResult* check = find(test.name());
    if (check == nullptr || is_over_) return;
    const auto elapsed = std::chrono::steady_clock::now() - started_;
    check->duration_ms += std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
    shares_.end();
    if (missing_) {
        reach_.note(check->name, true);
        if (badness(Verdict::not_reached) > badness(check->verdict)) check->missing = missing_;
        end(*check, Verdict::not_reached, std::nullopt);
        return;
    }
    const bool cut_short = outcome_.was_cut_short;
    Verdict verdict = cut_short && !shares_.began() ? Verdict::not_run
                      : test.result()->Skipped()    ? Verdict::inconclusive
                      : test.result()->Failed()     ? Verdict::fail
                                                    : Verdict::pass;
    if (verdict == Verdict::not_run) {
        if (check->runs == 0) check->finding.emplace().seen = shares_.why(*check);
        if (hooks_.ended) hooks_.ended(*check, place_, of_);
        return;
    }
    std::optional<Finding> finding = std::move(outcome_.finding);
    if (verdict == Verdict::fail && !finding) {
        // An exception that no check expects: GoogleTest has its text.
        verdict = Verdict::inconclusive;
        finding.emplace().seen = "this machine did not let the check go on";
        if (test.result()->total_part_count() > 0)
            finding->seen += std::string(": ") + test.result()->GetTestPartResult(0).message();
    }
    if (cut_short) finding->seen = shares_.why(*check);
    if (verdict != Verdict::pass)
        verdict = unless_machine_is_too_small(subject_, check->name, verdict, *finding);
    ++check->runs;
    if (verdict == Verdict::pass) ++check->passed_runs;
    reach_.note(check->name, verdict == Verdict::fail && outcome_.lacks_the_essential);
    end(*check, verdict, std::move(finding));
}

void Recorder::end(CheckResult& check, Verdict verdict, std::optional<Finding> finding) {
    if (badness(verdict) > badness(check.verdict)) {
        check.verdict = verdict;
        check.finding = std::move(finding);
        if (verdict != Verdict::not_reached) check.missing.reset();
    }
    check.points = check.verdict == Verdict::pass && !check.advisory ? check.max_points : 0;
    if (hooks_.ended) hooks_.ended(check, place_, of_);
}

}  // namespace grader
