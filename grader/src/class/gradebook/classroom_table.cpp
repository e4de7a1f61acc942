#include "class/gradebook/classroom_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "class/csv.hpp"
#include "class/gradebook/words.hpp"

namespace grader {

namespace {

std::string cell_of(const Student& student, std::string_view column) {
    for (const RosterCell& cell : student.cells) {
        if (folded(cell.column) == column) return cell.text;
    }
    return {};
}

std::string repository_name(std::string url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
    url = url.substr(url.find_last_of("/:") + 1);
    return url.size() > 4 && url.substr(url.size() - 4) == ".git" ? url.substr(0, url.size() - 4) : url;
}

/// All in quotes, as Classroom has it; what looks like a formula is made harmless.
std::string quoted_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& text : cells) {
        const std::string cell = csv_cell(text);
        if (!line.empty()) line += ',';
        line += !cell.empty() && cell.front() == '"' ? cell : '"' + cell + '"';
    }
    return line + "\n";
}

}  // namespace

std::string classroom_table(const Class& asked, int lab) {
    // Clones are called after the accounts, and are the only folders that are.
    const bool has_clones = asked.layout == "clones of a classroom";
    const bool has_names = std::any_of(asked.students.begin(), asked.students.end(), [](const Student& one) {
        return !cell_of(one, "github_username").empty();
    });
    if (!has_clones && !has_names)
        throw UserError(
            "nobody's name on GitHub is known here, and Classroom finds its students by it: fill in its own "
            "table "
            "(--gradebook FILE, the assignment's Download > Download grades), or grade the class with its "
            "roster "
            "(--roster classroom_roster.csv)");
    std::string text =
        quoted_line({"assignment_name", "assignment_url", "starter_code_url", "github_username",
                     "roster_identifier", "student_repository_name", "student_repository_url",
                     "submission_timestamp", "points_awarded", "points_available"});
    for (const Student& student : asked.students) {
        std::string user = cell_of(student, "github_username");
        if (user.empty() && has_clones) user = student.id;
        const std::string identifier = cell_of(student, "identifier");
        text +=
            quoted_line({fmt::format("lab{}", lab), "", "", user, identifier,
                         repository_name(student.repository), student.repository, student.submitted, "", ""});
    }
    return text;
}

}  // namespace grader
