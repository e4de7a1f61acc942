#include "class/gradebook/match.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "class/gradebook/words.hpp"
#include "class/identity.hpp"

namespace grader {

namespace {

using Places = std::set<std::size_t>;

/// Columns of a roster whose cells are one student's alone. Others (a section, a group) say nothing of whom.
bool identifies(std::string_view heading) {
    static constexpr std::array<std::string_view, 24> known{
        "identifier",
        "github_username",
        "roster_identifier",
        "github_id",
        "username",
        "user name",
        "login",
        "login id",
        "sis login id",
        "sis user id",
        "integration id",
        "id",
        "id number",
        "student id",
        "student number",
        "student",
        "sid",
        "netid",
        "uid",
        "email",
        "email address",
        "e-mail",
        "mail",
        "orgdefinedid",
    };
    return std::find(known.begin(), known.end(), folded(heading)) != known.end();
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string before_at(const std::string& key) {
    const std::size_t at = key.find('@');
    return at == std::string::npos ? "" : key.substr(0, at);
}

/// The students of the class, found by what is known of each.
class Register {
 public:
    explicit Register(const std::vector<Student>& students) {
        for (std::size_t at = 0; at < students.size(); ++at) add(students[at], at);
    }

    /// Those whose cell in a column of this heading says this; else those who are called so anywhere.
    [[nodiscard]] Places by_key(std::string_view heading, std::string_view value) const {
        const std::string key = folded(value);
        if (key.empty()) return {};
        // "Participant 12345", in whatever language; Moodle has the number in the folders' names, too.
        if (const std::string number = digits_at_end(key); folded(heading) == "identifier" && number != key)
            return found(numbers_, number);
        const auto column = columns_.find(folded(heading));
        if (column != columns_.end()) {
            const Places same = found(column->second, key);
            if (!same.empty()) return same;
        }
        return found(keys_, key);
    }

    /// Logins are mostly what stands before the @ of an address.
    [[nodiscard]] Places by_login(std::string_view value) const {
        const std::string key = folded(value);
        return found(logins_, key.find('@') == std::string::npos ? key : before_at(key));
    }

    /// Canvas calls the files of "Lovelace, Ada" lovelaceada.
    [[nodiscard]] Places by_name(std::string_view name) const {
        const Places same = found(names_, folded_name(name));
        return same.empty() ? found(names_, bare(name)) : same;
    }

 private:
    using Index = std::map<std::string, Places>;

    static Places found(const Index& index, const std::string& key) {
        const auto entry = index.find(key);
        return key.empty() || entry == index.end() ? Places() : entry->second;
    }

    static std::string digits_at_end(const std::string& key) {
        const std::size_t before = key.find_last_not_of("0123456789");
        return before == std::string::npos ? key : key.substr(before + 1);
    }

    void add_key(const std::string& value, std::size_t place) {
        const std::string key = folded(value);
        if (key.empty()) return;
        keys_[key].insert(place);
        const std::string login = before_at(key);
        logins_[login.empty() ? key : login].insert(place);
    }

    void add(const Student& student, std::size_t place) {
        add_key(student.id, place);
        add_key(student.email, place);
        names_[folded_name(student.name)].insert(place);
        for (const RosterCell& cell : student.cells) {
            columns_[folded(cell.column)][folded(cell.text)].insert(place);
            if (identifies(cell.column)) add_key(cell.text, place);
        }
        for (const std::string& key : student.keys) {
            if (!is_digits(key)) {
                names_[key].insert(place);
                continue;
            }
            numbers_[key].insert(place);
            keys_[key].insert(place);
        }
    }

    Index keys_;
    Index logins_;
    Index names_;
    Index numbers_;
    std::map<std::string, Index> columns_;
};

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

RowMatch match_row(const Table& table, std::size_t row, const std::vector<std::size_t>& keys,
                   const Register& known, const std::vector<Student>& students, const std::string& name) {
    std::optional<std::size_t> found;
    std::size_t found_by = 0;
    for (const std::size_t column : keys) {
        const Places places = known.by_key(table.cell(0, column), table.cell(row, column));
        if (places.size() != 1) continue;
        if (found && *found != *places.begin())
            return {std::nullopt,
                    {},
                    fmt::format("its \"{}\" is {}'s, and its \"{}\" is {}'s",
                                stripped(table.cell(0, found_by)), students[*found].id,
                                stripped(table.cell(0, column)), students[*places.begin()].id)};
        if (!found) found_by = column;
        found = *places.begin();
    }
    if (found) return {found, {}, {}};
    for (const std::size_t column : keys) {
        const Places places = known.by_login(table.cell(row, column));
        if (places.size() == 1) return {*places.begin(), "by what stands before an @", {}};
    }
    const Places places = known.by_name(name);
    if (places.size() == 1) return {*places.begin(), "by the name alone", {}};
    if (places.size() > 1)
        return {std::nullopt, {}, fmt::format("{} of the class have this name", places.size())};
    return {};
}

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
    const Register known(students);
    std::vector<RowMatch> matches(1);
    for (std::size_t row = 1; row < table.rows(); ++row)
        matches.push_back(match_row(table, row, keys, known, students, row_name(table, row, platform)));
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
