#include "class/gradebook/columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "class/gradebook/match.hpp"
#include "class/gradebook/register.hpp"
#include "class/gradebook/words.hpp"
#include "report/text.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

std::string heading(const Table& table, std::size_t column) {
    return printable(stripped(table.cell(0, column)));
}

/// "Lab 4 (12345)" without the number that Canvas adds to an assignment's title.
std::string without_number(const std::string& title) {
    const std::size_t open = title.rfind(" (");
    if (open == std::string::npos || title.back() != ')' || open + 3 > title.size()) return title;
    const std::string inner = title.substr(open + 2, title.size() - open - 3);
    const bool is_number = !inner.empty() && inner.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? title.substr(0, open) : title;
}

template <std::size_t count>
bool has_any(std::string_view title, const std::array<std::string_view, count>& signs) {
    const std::string all = folded(title);
    return std::any_of(signs.begin(), signs.end(),
                       [&](std::string_view sign) { return all.find(sign) != std::string::npos; });
}

/// What Canvas' importer takes for no assignment, wherever in a heading it stands.
bool is_computed(std::string_view title) {
    static constexpr std::array<std::string_view, 9> signs{
        "current score", "current points", "current grade",  "final score",    "final points",
        "final grade",   "override score", "override grade", "override status"};
    return has_any(title, signs);
}

/// What holds something else than points, beside those.
bool is_other_form(std::string_view title) {
    static constexpr std::array<std::string_view, 5> signs{"(feedback)", "feedback:", "(percentage)",
                                                           "(letter)", " total"};
    return has_any(title, signs);
}

/// Whether "Lab 4", "lab4" or "LAB-4" is in it, and no Lab 40.
bool names_lab(std::string_view title, int lab) {
    std::string all;
    for (const char letter : folded(title))
        all += letter == ' ' || letter == '-' || letter == '_' ? ' ' : letter;
    for (const std::string& name : {fmt::format("lab {}", lab), fmt::format("lab{}", lab)}) {
        for (std::size_t at = all.find(name); at != std::string::npos; at = all.find(name, at + 1)) {
            const std::size_t end = at + name.size();
            const bool begins = at == 0 || std::isalnum(static_cast<unsigned char>(all[at - 1])) == 0;
            const bool ends = end == all.size() || std::isdigit(static_cast<unsigned char>(all[end])) == 0;
            if (begins && ends) return true;
        }
    }
    return false;
}

std::vector<std::string> headings(const Table& table, const std::vector<std::size_t>& columns) {
    std::vector<std::string> names;
    for (const std::size_t column : columns) names.push_back(fmt::format("\"{}\"", heading(table, column)));
    return names;
}

[[noreturn]] void refuse_column(const Table& table, const std::string& option, const std::string& name) {
    std::vector<std::string> known;
    for (std::size_t column = 0; column < table.columns(0); ++column) known.push_back(heading(table, column));
    const auto near = nearest(name, known);
    constexpr std::size_t most_shown = 30;
    const bool cut = known.size() > most_shown;
    if (cut) known.resize(most_shown);
    throw UserError(fmt::format(
        "the gradebook has no column \"{}\" for {}{}; its columns: {}{}", printable(name), option,
        near ? fmt::format("; did you mean \"{}\"?", *near) : "", fmt::join(known, ", "), cut ? ", …" : ""));
}

/// As it is headed, or, where only one title is so without Canvas's number, by that.
std::size_t named_column(const Table& table, const std::string& option, const std::string& name) {
    std::vector<std::size_t> same;
    std::vector<std::size_t> alike;
    for (std::size_t column = 0; column < table.columns(0); ++column) {
        const std::string title(stripped(table.cell(0, column)));
        if (title == stripped(name)) same.push_back(column);
        if (folded(title) == folded(name) || folded(without_number(title)) == folded(name))
            alike.push_back(column);
    }
    const std::vector<std::size_t>& found = same.empty() ? alike : same;
    if (found.empty()) refuse_column(table, option, name);
    if (found.size() > 1)
        throw UserError(
            fmt::format("several columns of the gradebook are called \"{}\": {}; name one in full "
                        "with {}, or remove the others",
                        printable(name), fmt::join(headings(table, found), ", "), option));
    return found.front();
}

std::size_t points_column(const Table& table, const Platform& platform, const FillOptions& options) {
    if (!options.column.empty()) return named_column(table, "--column", options.column);
    // Moodle's worksheet is of one assignment; its gradebook has them all.
    if (const auto column = column_of(table, platform.points)) return *column;
    std::vector<std::size_t> found;
    for (std::size_t column = 0; column < table.columns(0); ++column) {
        const std::string title = table.cell(0, column);
        if (names_lab(title, options.lab) && !is_computed(title) && !is_other_form(title))
            found.push_back(column);
    }
    if (found.size() == 1) return found.front();
    if (found.empty())
        throw UserError(
            fmt::format("no column of the gradebook has \"Lab {}\" in its heading: say which one "
                        "is meant, --column NAME",
                        options.lab));
    throw UserError(fmt::format("which column is meant? --column and one of {}",
                                fmt::join(headings(table, found), ", ")));
}

std::optional<std::size_t> feedback_column(const Table& table, std::size_t points, const Platform& platform,
                                           const FillOptions& options) {
    if (!options.feedback.empty()) return named_column(table, "--feedback", options.feedback);
    if (!platform.html_feedback) return std::nullopt;
    std::string title = folded(table.cell(0, points));
    std::vector<std::string_view> all{"feedback comments"};
    const std::size_t form = title.rfind(" (");
    if (form != std::string::npos) title.resize(form);
    const std::string behind = title + " (feedback)";
    all.push_back(behind);
    const std::size_t colon = title.find(": ");
    const std::string before = "feedback: " + (colon == std::string::npos ? title : title.substr(colon + 2));
    all.push_back(before);
    return column_of(table, all);
}

void require_platform(const Table& table, const Platform& platform) {
    if (platform.required.empty() || column_of(table, platform.required)) return;
    std::vector<std::string> known;
    for (std::size_t column = 0; column < std::min<std::size_t>(table.columns(0), 8); ++column)
        known.push_back(heading(table, column));
    throw UserError(fmt::format(
        "it is no {}: its first line has no column {}, but {}. It is exported {}. (A table of another "
        "language or "
        "program: --for csv, with --match and --column.)",
        platform.title, fmt::join(platform.required, " or "), fmt::join(known, ", "), platform.where));
}

/// What no platform has an assignment's points in, beside what tells who somebody is.
bool is_of_the_platform(const std::string& title) {
    static constexpr std::array<std::string_view, 26> known{"section",
                                                            "section id",
                                                            "sections",
                                                            "root account",
                                                            "group",
                                                            "groups",
                                                            "status",
                                                            "role",
                                                            "institution",
                                                            "department",
                                                            "marker",
                                                            "marking workflow state",
                                                            "last modified (submission)",
                                                            "last modified (grade)",
                                                            "grade can be changed",
                                                            "submission id",
                                                            "submission time",
                                                            "lateness (h:m:s)",
                                                            "view count",
                                                            "submission count",
                                                            "assignment_name",
                                                            "submission_timestamp",
                                                            "matriculation",
                                                            "matrikelnummer",
                                                            "vorname",
                                                            "nachname"};
    return std::find(known.begin(), known.end(), title) != known.end();
}

bool tells_who(const std::string& title) {
    const auto has = [&](const std::vector<std::string_view>& headings) {
        return std::find(headings.begin(), headings.end(), title) != headings.end();
    };
    return identifies(title) || std::any_of(platforms().begin(), platforms().end(), [&](const Platform& one) {
               return has(one.keys) || has(one.whole_name) || has(one.first_name) || has(one.last_name) ||
                      has(one.maximum);
           });
}

/// Words, or a number that is longer than points are.
bool is_no_mark(const std::string& cell) {
    const std::string text = folded(cell);
    if (text.empty() || text == "-" || text == "ex" || text == "excused" || text == "n/a") return false;
    const auto number = number_in(text);
    constexpr double longest = 10000;
    return !number || std::abs(*number) >= longest;
}

/// Points are written over what stands in their column: it must not be whom the platform finds students by.
void require_marks(const Table& table, const GradeColumns& columns) {
    const std::string title = folded(table.cell(0, columns.points));
    std::size_t filled = 0;
    std::size_t strange = 0;
    for (std::size_t row = columns.maximum_row.value_or(0) + 1; row < table.rows(); ++row) {
        if (table.is_blank(row)) continue;
        ++filled;
        if (is_no_mark(table.cell(row, columns.points))) ++strange;
    }
    const bool is_known = tells_who(title) || is_of_the_platform(title) || columns.key == columns.points;
    if (!is_known && (strange < 2 || strange * 2 <= filled)) return;
    throw UserError(fmt::format("\"{}\" is no column for points{}; name an assignment's with --column",
                                heading(table, columns.points),
                                is_known
                                    ? ": it says who a student is, or what the platform knows of them"
                                    : fmt::format(": {} of {} cells hold something else", strange, filled)));
}

void require_comments(const Table& table, const GradeColumns& columns) {
    if (!columns.feedback) return;
    const std::string title = folded(table.cell(0, *columns.feedback));
    if (columns.feedback == columns.points)
        throw UserError(
            fmt::format("\"{}\" can't have the points and the feedback; name another column with "
                        "--feedback",
                        heading(table, *columns.feedback)));
    if (tells_who(title) || is_of_the_platform(title) || columns.feedback == columns.key)
        throw UserError(
            fmt::format("\"{}\" is no column for feedback: it says who a student is, or what the "
                        "platform knows of them",
                        heading(table, *columns.feedback)));
}

}  // namespace

GradeColumns grade_columns(const Table& table, const Platform& platform, const FillOptions& options) {
    if (options.match.empty()) require_platform(table, platform);
    GradeColumns columns;
    columns.points = points_column(table, platform, options);
    columns.feedback = feedback_column(table, columns.points, platform, options);
    if (!options.match.empty()) columns.key = named_column(table, "--match", options.match);
    columns.maximum = column_of(table, platform.maximum);
    if (!platform.changeable.empty()) columns.changeable = column_of(table, {platform.changeable});
    for (std::size_t row = 1; row < table.rows() && row < 4 && !platform.maximum_row.empty(); ++row) {
        if (folded(table.cell(row, 0)).rfind(platform.maximum_row, 0) == 0) columns.maximum_row = row;
    }
    const bool is_read_only =
        columns.maximum_row &&
        table.cell(*columns.maximum_row, columns.points).find('(') != std::string::npos &&
        !number_in(table.cell(*columns.maximum_row, columns.points));
    if (is_read_only || (!platform.maximum_row.empty() && is_computed(table.cell(0, columns.points))))
        throw UserError(
            fmt::format("the platform computes \"{}\" itself and ignores what is imported there; "
                        "name an assignment's column with --column",
                        heading(table, columns.points)));
    require_marks(table, columns);
    require_comments(table, columns);
    return columns;
}

bool is_no_student(const Table& table, std::size_t row, const GradeColumns& columns,
                   const Platform& platform) {
    if (row == 0 || table.is_blank(row)) return true;
    if (columns.maximum_row && row <= *columns.maximum_row) return true;
    if (platform.maximum_row.empty()) return false;
    const std::string first = folded(table.cell(row, 0));
    return first == "student, test" || first == "test student";
}

}  // namespace grader
