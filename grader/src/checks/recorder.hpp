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
#include "checks/close_look.hpp"
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
    std::vector<Behaviour> behaviours = {};              ///< that checks need
    std::optional<std::vector<std::string>> first = {};  ///< checks that run before the others
    /// Asked after each check, once one has failed, with the looks at those that have: true means that no
    /// other one begins. Where it is given, scenes are set when their turn comes.
    std::function<bool(const LabResult& lab, const std::vector<CloseLook>& looks)> enough = {};
};

class Recorder : public testing::EmptyTestEventListener {
 public:
    /// `lab` already lists the selected checks, not run yet.
    Recorder(LabResult& lab, const Subject& subject, const RunOptions& options, RecorderHooks hooks);

    /// What each check is to be given.
    [[nodiscard]] Given given() { return {subject_, scenes_, outcome_, missing_, is_over_}; }
    /// From now on no check begins.
    void end_run() { is_over_ = true; }
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
    bool is_over_ = false;
    const bool may_end_early_;
    Shares shares_;
    RecorderHooks hooks_;
    std::chrono::steady_clock::time_point started_;
    int place_ = 0;
    int of_ = 0;
};

}  // namespace grader
