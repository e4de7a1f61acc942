// A directory for what one program leaves for another one.
#pragma once

#include <filesystem>

namespace grader {

/// New, and for this user alone. It goes with all that is in it.
class ScratchDirectory {
 public:
    /// Under TMPDIR or /tmp. Throws std::system_error.
    ScratchDirectory();
    ~ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

}  // namespace grader
