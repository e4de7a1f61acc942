// Says how far a class is: on a terminal a line for each student who is done and one below them that changes,
// elsewhere a line each.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace grader {

/// "about 12 min", "less than a minute"; empty if nothing is known yet.
[[nodiscard]] std::string remaining_time(std::chrono::seconds elapsed, std::size_t done, std::size_t left);

class ClassProgress {
 public:
    /// Writes to `fd`, which it does not own.
    explicit ClassProgress(int fd);
    ~ClassProgress() { erase(); }
    ClassProgress(const ClassProgress&) = delete;
    ClassProgress& operator=(const ClassProgress&) = delete;

    [[nodiscard]] bool is_live() const { return live_; }
    /// A line that stays.
    void say(std::string_view line);
    /// What is going on; on a terminal, in the line that changes.
    void show(std::string_view what);
    void erase();

 private:
    void write(std::string_view text) const;

    int fd_;
    bool live_;
    std::size_t width_;
    bool drawn_ = false;
};

}  // namespace grader
