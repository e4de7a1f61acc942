#include "class/gradebook/platform.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

// What each of them writes, and takes back, by its own source where that is public:
// - Canvas: GradebookExporter and GradebookImporter of instructure/canvas-lms. The student is found by ID,
// else
//   by SIS ids, else by name; an empty cell deletes a grade; a row with "Points Possible" may come after one
//   with "Manual Posting"; numbers may have a decimal comma.
// - Moodle: grade/import/csv (the person who imports says which column means what; all rows need as many
// cells
//   as there are headings) and mod/assign/feedback/offline (Identifier, Grade and Last modified (grade) are
//   looked for by name, the identifier is "Participant" and a number, feedback is HTML).
// - Gradescope: the file of "Download Grades". It reads no such file back.
// - GitHub Classroom: the file of "Download grades", every cell in quotes.
const std::vector<Platform>& all_platforms() {
    static const std::vector<Platform> all{
        {"canvas",
         "Canvas gradebook",
         "in Canvas: Grades > Export > Export Entire Gradebook",
         {"sis login id", "sis user id", "integration id", "id"},
         {"student"},
         {"firstname"},
         {"lastname"},
         {"section"},
         {},
         {},
         "",
         "points possible",
         false},
        {"moodle",
         "Moodle table of grades",
         "in Moodle: the assignment's Download grading worksheet, or Grades > Export > Plain text file",
         {"identifier", "email address", "id number", "username"},
         {"full name"},
         {"first name"},
         {"surname", "last name"},
         {"identifier", "email address", "id number", "username"},
         {"grade"},
         {"maximum grade"},
         "grade can be changed",
         "",
         true},
        {"gradescope",
         "Gradescope table of grades",
         "in Gradescope: the assignment's Review Grades > Download Grades > Download CSV",
         {"email", "sid"},
         {"name", "full name"},
         {"first name"},
         {"last name"},
         {"email", "sid"},
         {"total score"},
         {"max points"},
         "",
         "",
         false},
        {"github-classroom",
         "GitHub Classroom table of grades",
         "in the classroom: the assignment's Download > Download grades",
         {"github_username", "roster_identifier", "identifier"},
         {"name"},
         {},
         {},
         {"github_username"},
         {"points_awarded"},
         {"points_available"},
         "",
         "",
         false},
        {"csv",
         "table",
         "of any program that exports one with headings in its first line",
         {"email", "email address", "e-mail", "mail", "github_username", "username", "login", "student",
          "identifier", "student id", "id number", "sid", "id"},
         {"name", "full name", "student name", "student"},
         {"first name", "firstname"},
         {"last name", "lastname", "surname"},
         {},
         {},
         {},
         "",
         "",
         false},
    };
    return all;
}

}  // namespace

std::span<const Platform> platforms() {
    return all_platforms();
}

const Platform& platform_named(const std::string& name) {
    std::vector<std::string> names;
    for (const Platform& platform : platforms()) {
        if (platform.name == name) return platform;
        names.emplace_back(platform.name);
    }
    const auto near = nearest(name, names);
    throw UserError(fmt::format("there is no \"{}\" to make grades for{}; there are {}", name,
                                near ? fmt::format("; did you mean \"{}\"?", *near) : "",
                                fmt::join(names, ", ")));
}

}  // namespace grader
