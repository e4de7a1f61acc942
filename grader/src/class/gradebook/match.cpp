#include "class/gradebook/match.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/gradebook/register.hpp"
#include "class/gradebook/words.hpp"
#include "class/identity.hpp"
#include "class/person_names.hpp"

namespace grader {

namespace {

std::string row_name(const Table& table, std::size_t row, const Platform& platform) {
    if (const auto whole = column_of(table, platform.whole_name)) return table.cell(row, *whole);
    const auto first = column_of(table, platform.first_name);
    const auto last = column_of(table, platform.last_name);
    if (!first || !last) return {};
    return std::string(stripped(table.cell(row, *first) + " " + table.cell(row, *last)));
}

std::vector<std::size_t> key_columns(const Table& table, const Platform& platform) {
    std::vector<std::size_t> columns;
    for (const std::string_view key : platform.keys) {
        if (const auto column = column_of(table, {key})) columns.push_back(*column);
    }
    return columns;
}

/// What of a student is a name. A folder's own name may be a user name; Canvas's files are called after
/// people.
std::vector<std::string> names_of(const Student& student) {
    if (!student.name.empty()) return {student.name};
    std::vector<std::string> names;
    bool is_of_canvas = false;
    for (const std::string& key : student.keys) {
        if (key.rfind(canvas_key(""), 0) == 0)
            is_of_canvas = true;
        else
            names.push_back(key);
    }
    return is_of_canvas ? names : std::vector<std::string>();
}

bool may_be_called(const Student& student, const std::string& name) {
    const std::vector<std::string> names = names_of(student);
    return names.empty() || std::any_of(names.begin(), names.end(),
                                        [&](const std::string& one) { return may_be_one_person(one, name); });
}

/// A row's student is found by its keys, and its name must not say another one.
class RowMatcher {
 public:
    RowMatcher(const Table& table, const std::vector<Student>& students, const Platform& platform,
               std::vector<std::size_t> keys)
        : table_(table),
          students_(students),
          platform_(platform),
          keys_(std::move(keys)),
          known_(students),
          is_canvas_(platform.name == "canvas" || column_of(table, {"sis user id", "sis login id"})) {}

    [[nodiscard]] RowMatch match(std::size_t row) const {
        const std::string name = row_name(table_, row, platform_);
        std::optional<std::size_t> found;
        std::size_t found_by = 0;
        for (const std::size_t column : keys_) {
            const Register::Places places =
                known_.by_key(table_.cell(0, column), table_.cell(row, column), is_canvas_);
            if (places.size() != 1) continue;
            if (found && *found != *places.begin())
                return {std::nullopt,
                        {},
                        fmt::format("its \"{}\" is {}'s, and its \"{}\" is {}'s", heading(found_by),
                                    students_[*found].id, heading(column), students_[*places.begin()].id)};
            if (!found) found_by = column;
            found = *places.begin();
        }
        if (found) return unless_named_otherwise(row, name, *found, found_by, {});
        for (const std::size_t column : keys_) {
            const Register::Places places =
                known_.by_login(table_.cell(0, column), table_.cell(row, column), is_canvas_);
            if (places.size() == 1)
                return unless_named_otherwise(row, name, *places.begin(), column,
                                              "by what stands before an @");
        }
        const Register::Places places = known_.by_name(name);
        if (places.size() == 1) return {*places.begin(), "by the name alone", {}};
        if (places.size() > 1)
            return {std::nullopt, {}, fmt::format("{} of the class have this name", places.size())};
        return {};
    }

 private:
    [[nodiscard]] std::string_view heading(std::size_t column) const {
        return stripped(table_.cell(0, column));
    }

    [[nodiscard]] RowMatch unless_named_otherwise(std::size_t row, const std::string& name, std::size_t found,
                                                  std::size_t column, std::string_view doubt) const {
        const RowMatch match{found, doubt, {}};
        const std::string key = table_.cell(row, column);
        // A table may call its students by what identifies them.
        if (stripped(name).empty() || folded(name) == folded(key) || name.find('@') != std::string::npos)
            return match;
        const Register::Places namesakes = known_.by_name(name);
        if (namesakes.count(found) > 0) return match;
        const Student& student = students_[found];
        if (namesakes.empty() && may_be_called(student, name)) return match;
        std::string whose = student.id;
        if (!student.name.empty() && student.name != student.id)
            whose = fmt::format("{} ({})", student.name, student.id);
        if (!namesakes.empty())
            return {std::nullopt,
                    {},
                    fmt::format("its \"{}\" is that of {}, and its name is that of {}", heading(column),
                                whose, students_[*namesakes.begin()].id)};
        // An address or a user name is given to one person once; people change their names.
        const bool is_address =
            key.find_first_not_of("0123456789 ") != std::string::npos && participant_number(key).empty();
        if (is_address) return {found, "though the name is another one", {}};
        return {std::nullopt,
                {},
                fmt::format("its \"{}\" is that of {}, and its name is another one", heading(column), whose)};
    }

    const Table& table_;
    const std::vector<Student>& students_;
    const Platform& platform_;
    std::vector<std::size_t> keys_;
    Register known_;
    bool is_canvas_;
};

/// Whom two rows claim, neither gets.
void refuse_doubles(std::vector<RowMatch>& matches, const std::vector<Student>& students) {
    std::map<std::size_t, std::size_t> rows_of;
    for (const RowMatch& match : matches)
        if (match.student) ++rows_of[*match.student];
    for (RowMatch& match : matches) {
        if (!match.student || rows_of[*match.student] == 1) continue;
        match = {std::nullopt, {}, fmt::format("several rows are {}'s", students[*match.student].id)};
    }
}

}  // namespace

std::vector<RowMatch> match_rows(const Table& table, const std::vector<Student>& students,
                                 const Platform& platform, std::optional<std::size_t> key) {
    const std::vector<std::size_t> keys = key ? std::vector<std::size_t>{*key} : key_columns(table, platform);
    if (keys.empty())
        throw UserError(
            fmt::format("no column of it is known to identify a student (such as {}); name the one that "
                        "does: --match COLUMN",
                        fmt::join(platform.keys, ", ")));
    const RowMatcher matcher(table, students, platform, keys);
    std::vector<RowMatch> matches(1);
    for (std::size_t row = 1; row < table.rows(); ++row) matches.push_back(matcher.match(row));
    refuse_doubles(matches, students);
    return matches;
}

std::string name_in_row(const Table& table, std::size_t row, const Platform& platform) {
    std::string name(stripped(row_name(table, row, platform)));
    std::string shown;
    for (const std::size_t column : key_columns(table, platform)) {
        const std::string key(stripped(table.cell(row, column)));
        // People know addresses by sight, and hardly a number.
        const bool is_address = key.find('@') != std::string::npos;
        if (shown.empty() || (is_address && shown.find('@') == std::string::npos)) shown = key;
    }
    if (name.empty()) name = shown;
    if (!shown.empty() && shown != name) return fmt::format("{} ({})", name, shown);
    return name.empty() ? fmt::format("row {}", row + 1) : name;
}

std::optional<std::size_t> column_of(const Table& table, const std::vector<std::string_view>& headings) {
    for (const std::string_view heading : headings) {
        for (std::size_t column = 0; column < table.columns(0); ++column)
            if (folded(table.cell(0, column)) == heading) return column;
    }
    return std::nullopt;
}

}  // namespace grader
