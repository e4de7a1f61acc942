#include "class/roster.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "class/identity.hpp"
#include "report/text.hpp"
#include "submission/names.hpp"

namespace grader {

namespace {

using Cells = std::vector<std::string>;

// What platforms call their columns, bare; the first that is there and not empty counts.
constexpr std::string_view identities[] = {
    "githubusername", "username", "login",        "sisloginid",    "idnumber",
    "studentid",      "sid",      "sisuserid",    "matriculation", "rosteridentifier",
    "identifier",     "id",       "emailaddress", "email",         "studentname",
    "fullname",       "name",     "student"};
constexpr std::string_view names[] = {"fullname", "name", "studentname", "student", "githubname"};
constexpr std::string_view given_names[] = {"firstname", "givenname"};
constexpr std::string_view family_names[] = {"lastname", "surname", "familyname"};
constexpr std::string_view emails[] = {"email", "emailaddress", "mail"};
constexpr std::string_view repositories[] = {
    "repository", "repositoryurl", "studentrepositoryurl", "repo",      "repourl", "cloneurl", "giturl",
    "url",        "path",          "submission",           "directory", "folder"};
// They say who a student is, wherever they stand; a section or a group does not.
constexpr std::string_view telling[] = {"githubusername",
                                        "username",
                                        "login",
                                        "sisloginid",
                                        "idnumber",
                                        "studentid",
                                        "sid",
                                        "sisuserid",
                                        "id",
                                        "matriculation",
                                        "identifier",
                                        "rosteridentifier",
                                        "githubid",
                                        "studentrepositoryname"};

/// Of "Surname/Last name", as Moodle writes it, both.
std::vector<std::string> bare_names(const std::string& column) {
    std::vector<std::string> all = {bare(column)};
    for (std::size_t begin = 0; begin <= column.size();) {
        const std::size_t slash = std::min(column.find('/', begin), column.size());
        all.push_back(bare(column.substr(begin, slash - begin)));
        begin = slash + 1;
    }
    return all;
}

/// A table whose columns are found by what they mean.
class Meaning {
 public:
    explicit Meaning(const CsvTable& table) {
        for (std::size_t at = 0; at < table.columns.size(); ++at) {
            for (std::string& name : bare_names(table.columns[at])) places_.emplace(std::move(name), at);
        }
    }

    [[nodiscard]] bool has(std::span<const std::string_view> wanted) const {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](std::string_view name) { return place(name).has_value(); });
    }

    /// The first cell with something in it; "" if there is none.
    [[nodiscard]] std::string cell(const Cells& row, std::span<const std::string_view> wanted) const {
        for (const std::string_view name : wanted) {
            const auto at = place(name);
            if (!at) continue;
            if (std::string text = trimmed(row[*at]); !text.empty()) return text;
        }
        return {};
    }

    [[nodiscard]] std::optional<std::size_t> place(std::string_view name) const {
        const auto found = places_.find(std::string(name));
        return found == places_.end() ? std::nullopt : std::optional(found->second);
    }

 private:
    std::map<std::string, std::size_t> places_;
};

/// What --repositories takes, made for a row: each {column} is its cell.
class RepositoryPattern {
 public:
    RepositoryPattern(std::string pattern, const CsvTable& table) : pattern_(std::move(pattern)) {
        each([&](const std::string& name) {
            if (table.column(name)) return;
            throw UserError(
                fmt::format("--repositories names {{{}}}, and the roster has no such column; it has: {}",
                            name, fmt::join(table.columns, ", ")));
        });
    }

    /// `empty` is the column that the row has nothing in, if there is one.
    [[nodiscard]] std::string of(const CsvTable& table, const Cells& row, std::string& empty) const {
        std::string made;
        std::size_t from = 0;
        std::size_t open = 0;
        while ((open = pattern_.find('{', from)) != std::string::npos) {
            const std::size_t close = pattern_.find('}', open);
            const std::string name = pattern_.substr(open + 1, close - open - 1);
            const std::string cell = trimmed(row[*table.column(name)]);
            if (cell.empty()) empty = name;
            made += pattern_.substr(from, open - from) + cell;
            from = close + 1;
        }
        return made + pattern_.substr(from);
    }

 private:
    template <typename Action>
    void each(const Action& action) const {
        std::size_t open = 0;
        bool any = false;
        while ((open = pattern_.find('{', open)) != std::string::npos) {
            const std::size_t close = pattern_.find('}', open);
            if (close == std::string::npos)
                throw UserError(fmt::format("--repositories {} has a {{ without its }}", pattern_));
            action(pattern_.substr(open + 1, close - open - 1));
            open = close;
            any = true;
        }
        if (!any)
            throw UserError(
                fmt::format("--repositories {} is the same for everybody; write a column of the roster into "
                            "it, as in https://github.com/OUR-ORG/lab4-{{github_username}}.git",
                            pattern_));
    }

    std::string pattern_;
};

/// "Ada Lovelace" of "Lovelace, Ada", as Canvas has it.
std::string in_spoken_order(const std::string& name) {
    const auto comma = name.find(", ");
    if (comma == std::string::npos || name.find(", ", comma + 1) != std::string::npos) return name;
    return name.substr(comma + 2) + " " + name.substr(0, comma);
}

std::string name_of(const Meaning& meaning, const Cells& row) {
    const std::string given = meaning.cell(row, given_names);
    const std::string family = meaning.cell(row, family_names);
    if (!given.empty() && !family.empty()) return given + " " + family;
    if (const std::string whole = meaning.cell(row, names); !whole.empty()) return in_spoken_order(whole);
    return given + family;
}

/// Canvas has a line for the points that can be had, under the columns' names.
bool is_no_student(const Cells& row) {
    const std::string first = trimmed(row.front());
    return first == "Points Possible" || first == "Student, Test";
}

}  // namespace

Roster read_roster(const CsvTable& table, const std::string& name, const std::string& pattern) {
    const Meaning meaning(table);
    if (!meaning.has(identities) && !(meaning.has(given_names) && meaning.has(family_names)))
        throw UserError(
            fmt::format("{}: no column tells who a student is; it has: {}. One should be called id, "
                        "github_username, email or name",
                        name, fmt::join(table.columns, ", ")));
    std::optional<RepositoryPattern> repository;
    if (!pattern.empty()) repository.emplace(pattern, table);
    Roster roster;
    roster.columns = table.columns;
    roster.has_repositories = repository || meaning.has(repositories);
    std::map<std::string, std::size_t> lines;
    for (const CsvRow& row : table.rows) {
        if (is_no_student(row.cells)) continue;
        Student student;
        for (std::size_t at = 0; at < table.columns.size(); ++at)
            student.cells.push_back({table.columns[at], row.cells[at]});
        student.name = name_of(meaning, row.cells);
        student.email = meaning.cell(row.cells, emails);
        student.id = meaning.cell(row.cells, identities);
        if (student.id.empty()) student.id = student.name;
        if (student.id.empty()) {
            roster.notices.push_back(fmt::format("{}:{} names nobody, and was left out", name, row.line));
            continue;
        }
        if (const auto [known, is_new] = lines.emplace(lower_case(student.id), row.line); !is_new) {
            roster.notices.push_back(
                fmt::format("{}:{}: {} stands in line {} already, which counts; this line was left out", name,
                            row.line, printable(student.id), known->second));
            continue;
        }
        if (repository) {
            std::string empty;
            student.repository = repository->of(table, row.cells, empty);
            if (!empty.empty()) {
                student.repository.clear();
                student.problem = fmt::format("the roster has no {} of this student", empty);
            }
        } else {
            student.repository = meaning.cell(row.cells, repositories);
            if (roster.has_repositories && student.repository.empty())
                student.problem = "the roster has no repository of this student";
        }
        roster.students.push_back(std::move(student));
    }
    if (roster.students.empty()) throw UserError(fmt::format("{} names no student", name));
    return roster;
}

Roster read_roster_file(const std::filesystem::path& file, const std::string& pattern) {
    constexpr std::size_t largest = std::size_t{64} << 20U;
    const auto text = read_file(file, largest);
    if (!text)
        throw UserError(fmt::format("the roster {} can't be read: {}", file.string(), std::strerror(errno)));
    const std::string name = file.filename().string();
    return read_roster(parse_csv(*text, name), name, pattern);
}

std::vector<std::string> keys_of(const Student& student) {
    std::vector<std::string> keys = {bare(student.id), bare(student.email),
                                     bare(student.email.substr(0, student.email.find('@'))),
                                     bare(student.name)};
    // "lovelaceada": Canvas's names of files.
    if (const auto space = student.name.rfind(' '); space != std::string::npos)
        keys.push_back(bare(student.name.substr(space + 1) + student.name.substr(0, space)));
    const bool is_canvas = has_canvas_columns(student);
    for (const RosterCell& cell : student.cells) {
        if (const std::string number = participant_number(cell.text);
            bare(cell.column) == "identifier" && !number.empty()) {
            keys.push_back(participant_key(number));
            continue;
        }
        const bool is_id = bare(cell.column) == "id" && is_number(trimmed(cell.text));
        if (is_id) keys.push_back(canvas_key(trimmed(cell.text)));
        // Canvas's own number may be another student's in the university's list.
        if (is_id && is_canvas) continue;
        const std::vector<std::string> of_column = bare_names(cell.column);
        const bool tells = std::any_of(of_column.begin(), of_column.end(), [](const std::string& column) {
            return std::find(std::begin(telling), std::end(telling), column) != std::end(telling);
        });
        if (tells) keys.push_back(bare(cell.text));
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    keys.erase(std::remove(keys.begin(), keys.end(), ""), keys.end());
    return keys;
}

}  // namespace grader
