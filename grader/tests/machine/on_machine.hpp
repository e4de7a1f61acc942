// A grading as a user starts it, on a machine that is made smaller or odder by a line of shell.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/temporary_directory.hpp"

#include "support/temporary_directory.hpp"

namespace grader {

struct Graded {
    int status = -1;
    std::string printed;      ///< the report
    std::string complaint;    ///< standard error
    nlohmann::json document;  ///< null if none was written

    /// Names of the checks with this verdict.
    [[nodiscard]] std::vector<std::string> with(const std::string& verdict) const;
    /// What was seen by a check that did not pass; empty for the others.
    [[nodiscard]] std::string seen_by(const std::string& check) const;
};

/// A directory of the test's own, which goes with it.
class OnMachine {
 public:
    OnMachine();

    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

    /// Grades the reference solution of a lab; only checks that match one of the patterns, if there are any.
    /// `shell` is run before, by the same bash, and may end with what the grader is to be started by:
    /// "ulimit -n 64;" or "umask 077; nice".
    [[nodiscard]] Graded grade(const std::string& shell, int lab,
                               const std::vector<std::string>& patterns) const;
    /// Any other verb, with what `shell` says before it.
    [[nodiscard]] Graded run(const std::string& shell, const std::string& arguments) const;

 private:
    const TemporaryDirectory temporary_;
    const std::filesystem::path directory_ = temporary_.path();
};

}  // namespace grader
