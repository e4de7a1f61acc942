// Says what the grader is doing while it does it: one line that redraws itself on a terminal, or a line for
// each finished check in a log, or a few lines in the answer to a push.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "result/document.hpp"

namespace grader {

/// silent: nothing. live: `[12/36] SilentClientBlocksNobody …`, redrawn in place. plain: `ok 12/36 Name`.
/// brief: what is done, and half-way through the checks `18 of 36 checks, 2 failed`.
enum class ProgressMode { silent, live, plain, brief };

/// live on a terminal that can redraw (TERM is not "dumb"), else what is wanted elsewhere.
[[nodiscard]] ProgressMode detect_progress(int fd, ProgressMode elsewhere);

/// Not thread-safe. Errors in writing are ignored: a closed terminal must not end a grading.
class Progress {
 public:
    /// Writes to `fd`, which it does not own, in lines shorter than `width` columns.
    Progress(int fd, ProgressMode mode, int width);
    ~Progress() { erase(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Something without a count: "building lab 4".
    void phase(std::string_view what);

    /// `total` checks follow; counting starts anew.
    void begin(int total);

    void started(std::string_view check);
    void finished(const CheckResult& check);

    /// Takes the live line away, before something else is printed; the next call draws it again.
    void erase();

 private:
    void redraw(std::string_view what);
    void write(std::string_view text) const;

    int fd_;
    ProgressMode mode_;
    std::size_t width_;
    int total_ = 0;
    int done_ = 0;
    int failed_ = 0;
    bool drawn_ = false;
};

}  // namespace grader
