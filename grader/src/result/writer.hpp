// Keeps the result document on disk: written early, replaced after every check. A reader finds the old
// document or the new one, whole, whenever the grader is interrupted or the disk is full.
#pragma once

#include <filesystem>

#include "result/document.hpp"

namespace grader {

class DocumentWriter {
 public:
    /// Finds out now whether `path` can be written, not when the grading is over; an existing document is
    /// left alone until write(). The path is made absolute and symbolic links to it are followed. Throws
    /// UserError.
    explicit DocumentWriter(const std::filesystem::path& path);

    /// Replaces the document by rename(2). Throws std::system_error that names the path; then the old
    /// document is still there and no other file is. Not thread-safe.
    void write(const ResultDocument& document) const;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

}  // namespace grader
