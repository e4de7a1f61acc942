// What is kept of a program's output: its beginning and its end, however much it prints in between, and the
// passages that a sanitizer wrote. So neither an honest log nor a flood hides what a report is about.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace grader {

/// Single-threaded.
class KeptOutput {
 public:
    void append(std::string_view piece);
    /// With a line where something was left out. At most about 400 KiB.
    [[nodiscard]] std::string text() const;
    /// Bytes appended so far.
    [[nodiscard]] std::size_t total() const { return total_; }

 private:
    void look_for_reports(std::string_view piece);
    void keep_end(std::string_view piece);

    std::string beginning_;
    std::string reports_;     // from each banner on, of what came after the beginning
    std::string end_;         // of what came after the beginning
    std::string unlooked_;    // the last few bytes, which may be the beginning of a banner
    std::size_t wanted_ = 0;  // bytes that still belong to the report
    std::size_t total_ = 0;
};

}  // namespace grader
