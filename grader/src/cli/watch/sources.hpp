// What `./lab watch` grades: the sources of one lab, as they are at this moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "submission/submission.hpp"

namespace grader {

struct WatchedSources {
    std::optional<LabSources> lab;
    std::vector<std::string> notices;
    std::string missing;  ///< why there are none; empty if there are

    /// Whether a grading of the one would be a grading of the other: an editor's backups, and a file that was
    /// saved as it was, make no difference.
    [[nodiscard]] bool same_as(const WatchedSources& other) const;
};

/// Those of `options.lab`. Whatever can't be read is said in them.
[[nodiscard]] WatchedSources read_sources(const GradeOptions& options);

/// The lab with the file that was saved last. Throws UserError where there is nothing to grade.
[[nodiscard]] int lab_saved_last(const GradeOptions& options);

}  // namespace grader
