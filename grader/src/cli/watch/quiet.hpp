// When a burst of changes is over: an editor that saves renames, writes and takes away again, and many files
// may be saved at once.
#pragma once

#include <chrono>
#include <optional>

namespace grader {

class Quiet {
 public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds until_quiet{60};
    /// Who never stops is looked at all the same.
    static constexpr std::chrono::milliseconds at_most{600};

    void note_change(Time now) {
        if (!is_waiting_) first_ = now;
        is_waiting_ = true;
        last_ = now;
    }
    [[nodiscard]] bool is_waiting() const { return is_waiting_; }
    /// True once for each burst, when it is over.
    [[nodiscard]] bool take(Time now) {
        if (!is_waiting_ || (now - last_ < until_quiet && now - first_ < at_most)) return false;
        is_waiting_ = false;
        return true;
    }

 private:
    bool is_waiting_ = false;
    Time first_{};
    Time last_{};
};

}  // namespace grader
