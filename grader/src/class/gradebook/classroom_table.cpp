#include "class/gradebook/classroom_table.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

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
    std::string text =
        quoted_line({"assignment_name", "assignment_url", "starter_code_url", "github_username",
                     "roster_identifier", "student_repository_name", "student_repository_url",
                     "submission_timestamp", "points_awarded", "points_available"});
    for (const Student& student : asked.students) {
        const std::string user = cell_of(student, "github_username");
        const std::string identifier = cell_of(student, "identifier");
        text +=
            quoted_line({fmt::format("lab{}", lab), "", "", user.empty() ? student.id : user, identifier,
                         repository_name(student.repository), student.repository, student.submitted, "", ""});
    }
    return text;
}

}  // namespace grader
