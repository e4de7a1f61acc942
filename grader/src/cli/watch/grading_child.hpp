// A grading in a process of its own, so that it can be ended at any moment with all that it has started: its
// wardens and its janitor clean up when it is gone. It tells what it does in lines of JSON, on a pipe.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "cli/grading.hpp"
#include "cli/options.hpp"
#include "result/document.hpp"

namespace grader {

class GradingChild {
 public:
    /// What it says; each may be called by take().
    struct Listener {
        std::function<void(const std::string& what)> phase;
        std::function<void(const std::string& check, int place, int of)> begins;
        std::function<void(const std::string& check, const std::string& verdict)> ended;
        std::function<void(const ResultDocument& document)> finished;
        std::function<void(const std::string& why)> failed;
    };

    GradingChild() = default;
    ~GradingChild() { end(); }
    GradingChild(const GradingChild&) = delete;
    GradingChild& operator=(const GradingChild&) = delete;

    /// Forks; the caller has one thread. Throws std::system_error. The sources are those that `selected` has.
    void start(const GradeOptions& options, Selection selected, const std::vector<std::string>& notices,
               Grading::Plan plan);
    [[nodiscard]] bool is_running() const { return child_ > 0; }
    /// Ends it at once, if it runs, and waits until it has ended.
    void end();

    /// Readable when take() has something to do; -1 if none runs.
    [[nodiscard]] int fd() const { return pipe_.get(); }
    /// Calls the listener with what has come, and once with `finished` or `failed`; then none runs any more.
    void take(const Listener& listener);

 private:
    bool take_line(const std::string& line, const Listener& listener);

    pid_t child_ = 0;
    UniqueFd pipe_;
    std::string text_;  // a line that has not ended yet
};

}  // namespace grader
