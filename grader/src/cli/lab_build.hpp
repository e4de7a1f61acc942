// What one lab's sources are built into: the server that most checks start, and those with a sanitizer in
// them, at the same time as far as there are cores.
#pragma once

#include <filesystem>
#include <future>
#include <map>

#include "arena/arena.hpp"
#include "checks/subject.hpp"
#include "cli/labs.hpp"
#include "compile/build.hpp"
#include "submission/submission.hpp"

namespace grader {

class LabBuild {
 public:
    /// When the servers with a sanitizer are built: beside the one without, or when a check asks for one.
    enum class Sanitized { at_once, when_asked_for };

    /// Begins with those that are to be built at once. Each gets so many seconds. Throws std::system_error if
    /// the sources can't be copied.
    LabBuild(const Arena& arena, const std::filesystem::path& root, LabSources sources, Sanitized when,
             int seconds);
    LabBuild(const LabBuild&) = delete;
    LabBuild& operator=(const LabBuild&) = delete;

    /// Builds the server that has no sanitizer. When it returns, no compiler competes with the checks: those
    /// that were begun have ended.
    [[nodiscard]] Built build_server() const;

    /// The student's sources, and the provided ones, as they were compiled.
    [[nodiscard]] const SubmissionBuild& sources() const { return sources_; }

    /// What the checks are given of this lab, with that server; the rest is the machine's. Refers to this
    /// object.
    [[nodiscard]] Subject subject(const Arena& arena, const Built& server) const;

 private:
    [[nodiscard]] SanitizedServer build_sanitized(Sanitizer sanitizer) const;

    const Lab& lab_;
    Sanitized when_;
    int seconds_;
    SubmissionBuild sources_;
    std::map<Sanitizer, std::shared_future<SanitizedServer>> sanitized_;  // last: they use all of the above
};

}  // namespace grader
