// Runs one lab's checks over a built submission with GoogleTest, and records what they find.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/close_look.hpp"
#include "checks/recorder.hpp"
#include "result/document.hpp"
#include "result/rubric.hpp"

namespace grader {

/// The rubric's checks as results that have not run yet: all, or those whose name matches one of the patterns
/// (fnmatch(3): "*Echo*"). `replay_prefix` is the command that a check's name makes a replay of.
std::vector<CheckResult> select_checks(const Rubric& rubric, const std::vector<std::string>& patterns,
                                       const std::string& replay_prefix);

/// For patterns that match no check: the names that were perhaps meant. Those that match without regard to
/// case or with * around the pattern, else the one that is spelled nearly so.
std::vector<std::string> names_like(const Rubric& rubric, const std::vector<std::string>& patterns);

/// The order in which these checks of a lab run: theirs, but for those that look at a scene. Those come last,
/// when it has had the time that it takes. With `first`, these come before the others. Those of them that
/// need a server with a sanitizer, which is built when it is asked for, wait until one check has run without;
/// and the others that do are the last.
std::vector<std::string> running_order(int lab, const std::vector<CheckResult>& checks,
                                       const std::optional<std::vector<std::string>>& first = {});

struct Ran {
    /// What is to be said of checks that lacked time; empty if none did.
    std::string about_time;
    std::vector<CloseLook> looks;  ///< at checks that failed
};

/// Runs the checks listed in `lab` on this subject, as GoogleTest tests. Once a process for each lab.
Ran run_checks(LabResult& lab, const Subject& subject, const RunOptions& options, const RecorderHooks& hooks);

}  // namespace grader
