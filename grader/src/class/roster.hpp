// A class's roster: the table from which the students, their order and perhaps their repositories are known.
// Any CSV with a line a student will do: GitHub Classroom's (identifier, github_username, …), Classroom 50's,
// what Canvas, Moodle and Gradescope export.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "class/csv.hpp"
#include "class/records.hpp"

namespace grader {

struct Roster {
    std::vector<std::string> columns;
    /// With id (not yet safe for files; unique), name, email, cells and repository, as far as the roster
    /// knows.
    std::vector<Student> students;
    std::vector<std::string> notices;  ///< lines that were left out, and why
    /// Whether a column or a pattern says where the submissions are.
    bool has_repositories = false;
};

/// `pattern` is what --repositories takes, as "https://…/{github_username}.git"; empty: a column called
/// repository, url or path says it. Throws UserError if no column tells students apart, or the pattern names
/// one that is not there.
[[nodiscard]] Roster read_roster(const CsvTable& table, const std::string& name, const std::string& pattern);

/// Of a file. Throws UserError, too, if it can't be read.
[[nodiscard]] Roster read_roster_file(const std::filesystem::path& file, const std::string& pattern);

/// What may stand in a folder's name for this student, bare: names, e-mail address, user name, numbers; and
/// the numbers that a platform gave (identity.hpp).
[[nodiscard]] std::vector<std::string> keys_of(const Student& student);

}  // namespace grader
