// Which column of a gradebook is for the points, which for the feedback, and how many points it has.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "class/gradebook/fill.hpp"
#include "class/gradebook/platform.hpp"
#include "class/gradebook/table.hpp"

namespace grader {

struct GradeColumns {
    std::size_t points = 0;
    std::optional<std::size_t> feedback;
    std::optional<std::size_t> key;          ///< if one was named
    std::optional<std::size_t> maximum;      ///< the column that says it in each row
    std::optional<std::size_t> maximum_row;  ///< … or the row that says it for all of the column
    std::optional<std::size_t> changeable;
};

/// Throws UserError.
[[nodiscard]] GradeColumns grade_columns(const Table& table, const Platform& platform,
                                         const FillOptions& options);

/// Whether a row is no student: above a row of maximums, blank, "Manual Posting", Canvas's test student.
[[nodiscard]] bool is_no_student(const Table& table, std::size_t row, const GradeColumns& columns,
                                 const Platform& platform);

}  // namespace grader
