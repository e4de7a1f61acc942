// A file that is only ever replaced as a whole: a reader finds the old contents or the new ones, whenever the
// writer is interrupted or the disk is full.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace grader {

class ReplacedFile {
 public:
    /// Finds out now whether `path` can be written, not when the work is over; an existing file is left alone
    /// until write(). The path is made absolute and symbolic links to it are followed. `what` is what
    /// messages call the file ("result document"). Throws UserError.
    ReplacedFile(const std::filesystem::path& path, std::string what);

    /// Replaces the file by rename(2). Throws std::system_error that names the path; then the old file is
    /// still there and no other one is. Not thread-safe.
    void write(std::string_view text) const;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
    std::string what_;
};

}  // namespace grader
