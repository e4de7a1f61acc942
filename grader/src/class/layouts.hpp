// How platforms and people lay a class's submissions out in a directory: which of its entries is whose.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace grader {

/// A submission as it was found.
struct HandedIn {
    std::string label;  ///< what it is called there, for people: "lab4-ada/"
    std::string id;     ///< what the student may be called
    std::string name;   ///< of the student, as far as the layout tells
    std::string email;
    std::vector<std::string>
        keys;                     ///< what may name the student in a roster, bare, and numbers (identity.hpp)
    std::filesystem::path place;  ///< a directory or an archive
    /// Files that are the student's and lie beside each other with all others': to be put into a directory of
    /// their own, under these names. Then `place` is empty.
    std::vector<std::pair<std::string, std::filesystem::path>> files;
    std::string submitted;  ///< 2026-12-01T22:59:59Z; empty: the layout does not tell
    bool late = false;      ///< the platform says so
    std::string problem;
    std::vector<std::string> notices;  ///< what lay beside it and was left out, a sentence each
};

/// Why nobody knows which of a student's submissions counts.
[[nodiscard]] std::string problem_of_several(const std::vector<std::string>& labels);

struct Found {
    std::string layout;  ///< "Moodle's download"
    std::vector<HandedIn> submissions;
    std::vector<std::string> notices;  ///< what is nobody's submission
};

/// Knows Gradescope's export (submission_metadata.yml), Moodle's and Canvas's names, clones of GitHub
/// Classroom and Classroom 50, and else takes each directory and archive for the submission that it is called
/// after. Throws UserError if there is none, or if `directory` is one submission and not many.
[[nodiscard]] Found find_submissions(const std::filesystem::path& directory);

/// The students in Gradescope's metadata; of a group each of its members. Throws UserError.
[[nodiscard]] Found read_gradescope(const std::filesystem::path& metadata);

}  // namespace grader
