#include "checks/run.hpp"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "result/nearest.hpp"

namespace grader {

std::vector<std::string> implemented_checks(int lab) {
    const std::string suite_name = "Lab" + std::to_string(lab);
    std::vector<std::string> names;
    const testing::UnitTest& all = *testing::UnitTest::GetInstance();
    for (int suite = 0; suite < all.total_test_suite_count(); ++suite) {
        const testing::TestSuite& candidate = *all.GetTestSuite(suite);
        if (candidate.name() != suite_name) continue;
        for (int test = 0; test < candidate.total_test_count(); ++test)
            names.emplace_back(candidate.GetTestInfo(test)->name());
    }
    return names;
}

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

std::string run_checks(LabResult& lab, int repeat, const RecorderHooks& hooks) {
    int no_arguments = 1;
    char name[] = "io-labs-grader";
    char* arguments[] = {name, nullptr};
    testing::InitGoogleTest(&no_arguments, arguments);
    std::string filter;
    for (const CheckResult& check : lab.checks)
        filter += "Lab" + std::to_string(lab.lab) + "." + check.name + ":";
    GTEST_FLAG_SET(filter, filter);
    GTEST_FLAG_SET(repeat, repeat);
    GTEST_FLAG_SET(catch_exceptions, true);
    testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());  // the report says it better
    auto* recorder = new Recorder(lab, repeat, hooks);
    listeners.Append(recorder);
    [[maybe_unused]] const int failures = RUN_ALL_TESTS();  // the document says more than a count
    std::string about_time = recorder->about_time();
    delete listeners.Release(recorder);
    return about_time;
}

}  // namespace grader
