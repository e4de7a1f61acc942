// The run's private directory: sources copied in, binaries built. Readable by the submission's user, writable
// only where a compiler must write; on a size-limited tmpfs where mounts are allowed, so that it vanishes
// with the run.
#pragma once

#include <filesystem>
#include <string>

#include "arena/janitor.hpp"

namespace grader {

class Scratch {
 public:
    /// Makes the directory under TMPDIR or /tmp, and tells the janitor before. Throws std::system_error
    /// naming it, or UserError if TMPDIR names no directory.
    explicit Scratch(Janitor& janitor);
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// A sub-directory that belongs to `uid` (0: to us), so that a launched program can write there.
    [[nodiscard]] std::filesystem::path make_writable(const std::string& name, unsigned uid) const;

    /// A sub-directory that launched programs can only read.
    [[nodiscard]] std::filesystem::path make_readable(const std::string& name) const;

 private:
    std::filesystem::path path_;  // removed by the janitor, which outlives us
};

}  // namespace grader
