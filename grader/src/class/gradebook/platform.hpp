// The learning platforms whose tables of grades can be filled in, and what each expects of its table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// Headings of columns are given in lower case, and compared so.
struct Platform {
    std::string_view name;   ///< what --for calls it
    std::string_view title;  ///< "Canvas gradebook"
    /// Where its users find the table: for an error that asks for it.
    std::string_view where;
    /// Columns that identify a student, the surest first.
    std::vector<std::string_view> keys;
    std::vector<std::string_view> whole_name;
    std::vector<std::string_view> first_name;
    std::vector<std::string_view> last_name;
    /// Without one of these headings it is another table.
    std::vector<std::string_view> required;
    /// The column for points, where it is the same for all assignments.
    std::vector<std::string_view> points;
    /// The column that says, in each row, how many points there are.
    std::vector<std::string_view> maximum;
    /// A column that says, in each row, whether the grade may be changed.
    std::string_view changeable;
    /// The row below the headings whose first cell begins so says how many points there are.
    std::string_view maximum_row;
    /// What is written beside the points for the student to read is HTML there.
    bool html_feedback = false;
};

[[nodiscard]] std::span<const Platform> platforms();

/// Throws UserError that names the nearest one and lists all.
[[nodiscard]] const Platform& platform_named(const std::string& name);

}  // namespace grader
