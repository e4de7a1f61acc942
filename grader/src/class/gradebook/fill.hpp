// Fills the points of a class into a gradebook that a learning platform exported: one column, and in Moodle
// the feedback beside it. No other cell, row or column changes, so that it can be imported again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "class/gradebook/marks.hpp"
#include "class/gradebook/platform.hpp"
#include "class/gradebook/table.hpp"
#include "class/records.hpp"

namespace grader {

struct FillOptions {
    int lab = 0;
    std::string column;          ///< a heading; empty: the one that there is for this lab
    std::string feedback;        ///< a heading; empty: the one that belongs to the column, if there is one
    std::string match;           ///< a heading; empty: those that the platform is known to have
    bool scale = false;          ///< to the column's maximum, where that is not the lab's
    std::optional<int> maximum;  ///< of the column, where the table does not say it
};

/// Somebody, and what is to be said of them.
struct Remark {
    std::string who;
    std::string what;
};

struct Filled {
    std::string column;    ///< its heading
    std::string feedback;  ///< … of the one for feedback; empty: there is none
    int rows = 0;          ///< students in the gradebook
    int written = 0;       ///< of them got points
    /// Rows of students without a submission in the class; with the reason, if they are of the class.
    std::vector<Remark> without_submission;
    std::vector<Remark> open;              ///< cells that were left, for what the machine could not show
    std::vector<Remark> untouchable;       ///< excused, not assigned, locked: their cells were left
    std::vector<Remark> unclear;           ///< rows that could be several students', and were left
    std::vector<Remark> doubtful;          ///< rows that were filled in, and are worth a look
    std::vector<Remark> replaced;          ///< cells that had other points before
    std::vector<Remark> feedback_kept;     ///< cells in which somebody else's words stand
    std::vector<Remark> not_in_gradebook;  ///< students of the class; with their points
};

/// Changes `table`. Throws UserError if the table is not the platform's, if there is no such column or
/// several, or if its maximum is another one than the lab's and `scale` was not asked for.
[[nodiscard]] Filled fill_gradebook(Table& table, const std::vector<Student>& students,
                                    const std::vector<Mark>& marks, const Platform& platform,
                                    const FillOptions& options);

/// What came of it, for a terminal: lines of at most `width` columns.
[[nodiscard]] std::string text_of(const Filled& filled, std::size_t width);

}  // namespace grader
