// Keeps the result document, or a report of it, on disk: written early, replaced after every check. A reader
// finds the old one or the new one, whole, whenever the grader is interrupted or the disk is full.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/replaced_file.hpp"
#include "result/document.hpp"

namespace grader {

class DocumentWriter {
 public:
    /// A document as text, whole and ending with a newline.
    using Render = std::function<std::string(const ResultDocument&)>;

    /// For the document itself, as JSON. Finds out now whether `path` can be written (see ReplacedFile), not
    /// when the grading is over. Throws UserError.
    explicit DocumentWriter(const std::filesystem::path& path);

    /// For a report of it; `what` is what messages call it ("junit report").
    DocumentWriter(const std::filesystem::path& path, std::string what, Render render);

    /// Throws std::system_error that names the path; then the old file is still there and no other one is.
    /// Passes on what rendering throws. Not thread-safe.
    void write(const ResultDocument& document) const;

    [[nodiscard]] const std::filesystem::path& path() const { return file_.path(); }

 private:
    ReplacedFile file_;
    Render render_;
};

}  // namespace grader
