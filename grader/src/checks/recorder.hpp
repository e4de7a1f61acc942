// Turns GoogleTest's events into the result document: what each check found goes into it, and it goes to
// disk, as soon as the check has ended.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "checks/reach.hpp"
#include "checks/scenes.hpp"
#include "checks/shares.hpp"
#include "checks/subject.hpp"
#include "result/document.hpp"

namespace grader {

/// Called with the check that begins now (its place counted from 1, of how many), and after each that ended.
struct RecorderHooks {
    std::function<void(const CheckResult& check, int place, int of)> begins;
    std::function<void(const CheckResult& check, int place, int of)> ended;
};

struct RunOptions {
    int repeat = 1;  ///< each check so often
    /// Until when the checks may take, all together.
    std::chrono::steady_clock::time_point until = TimeLimit::none;
    std::vector<Behaviour> behaviours = {};  ///< that checks need
    bool stops_at_failure = false;
};

class Recorder : public testing::EmptyTestEventListener {
 public:
    /// `lab` already lists the selected checks, not run yet.
    Recorder(LabResult& lab, const Subject& subject, const RunOptions& options, RecorderHooks hooks);

    /// What each check is to be given.
    [[nodiscard]] Given given() { return {subject_, scenes_, outcome_, missing_}; }
    /// Of the checks that lacked time, if there were some.
    [[nodiscard]] std::string about_time() const { return shares_.summary(); }

 private:
    void OnTestIterationStart(const testing::UnitTest& unit_test, int iteration) override;
    void OnTestStart(const testing::TestInfo& test) override;
    void OnTestEnd(const testing::TestInfo& test) override;
    CheckResult* find(const char* name);
    void end(CheckResult& check, Verdict verdict, std::optional<Finding> finding);

    LabResult& lab_;
    const Subject& subject_;
    Scenes scenes_;
    Reach reach_;
    Outcome outcome_;                     // of the check that runs, or was the last to
    std::optional<MissingNeed> missing_;  // what the check lacks whose turn it is
    Shares shares_;
    RecorderHooks hooks_;
    std::chrono::steady_clock::time_point started_;
    int place_ = 0;
    int of_ = 0;
};

}  // namespace grader
