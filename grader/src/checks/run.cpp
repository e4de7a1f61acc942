#include "checks/run.hpp"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "checks/catalogue.hpp"
#include "checks/second_look.hpp"
#include "result/nearest.hpp"

namespace grader {

std::vector<CheckResult> select_checks(const Rubric& rubric, const std::vector<std::string>& patterns,
                                       const std::string& replay_prefix) {
    std::vector<CheckResult> selected;
    for (const RubricCheck& entry : rubric.checks) {
        const bool wanted = patterns.empty() ||
                            std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
                                return ::fnmatch(pattern.c_str(), entry.name.c_str(), 0) == 0;
                            });
        if (!wanted) continue;
        CheckResult check;
        check.name = entry.name;
        check.title = entry.title;
        check.stage = entry.stage;
        check.max_points = entry.points;
        check.advisory = entry.advisory;
        check.why = entry.why;
        check.hint = entry.hint;
        check.link = entry.link;
        check.replay = replay_prefix + entry.name;
        selected.push_back(std::move(check));
    }
    return selected;
}

std::vector<std::string> names_like(const Rubric& rubric, const std::vector<std::string>& patterns) {
    std::vector<std::string> all;
    for (const RubricCheck& entry : rubric.checks) all.push_back(entry.name);
    std::vector<std::string> like;
    const auto take = [&](const std::string& name) {
        if (std::find(like.begin(), like.end(), name) == like.end()) like.push_back(name);
    };
    for (const std::string& pattern : patterns) {
        if (pattern.empty()) continue;
        const std::string anywhere = "*" + pattern + "*";
        for (const std::string& name : all) {
            if (::fnmatch(anywhere.c_str(), name.c_str(), FNM_CASEFOLD) == 0) take(name);
        }
        if (const auto near = nearest(pattern, all)) take(*near);
    }
    return like;
}

std::vector<std::string> running_order(int lab, const std::vector<CheckResult>& checks,
                                       const std::optional<std::vector<std::string>>& first) {
    std::vector<std::string> order;
    for (const CheckResult& check : checks) order.push_back(check.name);
    std::stable_partition(order.begin(), order.end(),
                          [lab](const std::string& name) { return !kind_of(lab, name).scene; });
    if (!first) return order;
    const auto is_first = [&](const std::string& name) {
        return std::find(first->begin(), first->end(), name) != first->end();
    };
    const auto is_sanitized = [lab](const std::string& name) {
        return kind_of(lab, name).demand.runs_a_sanitizer;
    };
    const auto place = [&](const std::string& name) {
        return is_sanitized(name) ? (is_first(name) ? 1 : 3) : is_first(name) ? 0 : 2;
    };
    std::stable_sort(order.begin(), order.end(), [&](const std::string& left, const std::string& right) {
        return place(left) < place(right);
    });
    const auto quick = std::find_if(order.begin(), order.end(),
                                    [&](const std::string& name) { return !is_sanitized(name); });
    if (quick != order.end()) std::rotate(order.begin(), quick, quick + 1);
    return order;
}

Ran run_checks(LabResult& lab, const Subject& subject, const RunOptions& options,
               const RecorderHooks& hooks) {
    int no_arguments = 1;
    char name[] = "io-labs-grader";
    char* arguments[] = {name, nullptr};
    testing::InitGoogleTest(&no_arguments, arguments);
    const std::string suite = suite_of(lab.lab);
    // Those of a lab that was graded before stay where they are, and what they were given is no more.
    GTEST_FLAG_SET(filter, suite + ".*");
    GTEST_FLAG_SET(repeat, options.repeat);
    GTEST_FLAG_SET(catch_exceptions, true);
    testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());  // the report says it better
    SecondLooks looks;
    const auto soon = [&] {
        return std::min(options.until,
                        std::chrono::steady_clock::now() + time_for_second_looks(subject.slowdown));
    };
    RecorderHooks with_end = hooks;
    Recorder* running = nullptr;
    bool has_failed = false;
    with_end.ended = [&](const CheckResult& check, int place, int of) {
        if (hooks.ended) hooks.ended(check, place, of);
        has_failed = has_failed || check.verdict == Verdict::fail;
        if (!options.enough || !has_failed) return;
        bool enough = options.enough(lab, looks.taken());
        if (!enough && check.verdict == Verdict::fail) {
            looks.take(lab, running->given(), soon());
            enough = options.enough(lab, looks.taken());
        }
        if (enough) running->end_run();
    };
    Recorder recorder(lab, subject, options, with_end);
    running = &recorder;
    for (const std::string& check : running_order(lab.lab, lab.checks, options.first)) {
        const CheckKind& kind = kind_of(lab.lab, check);
        testing::RegisterTest(suite.c_str(), check.c_str(), nullptr, nullptr, kind.file, kind.line,
                              [make = kind.make, given = recorder.given()] { return make(given); });
    }
    listeners.Append(&recorder);
    [[maybe_unused]] const int failures = RUN_ALL_TESTS();  // the document says more than a count
    listeners.Release(&recorder);
    looks.take(lab, recorder.given(), soon());
    return {recorder.about_time(), looks.taken()};
}

}  // namespace grader
