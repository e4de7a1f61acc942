// What of what was handed in is graded: which files of which labs, and of everything else that looks like a
// part of them, why it is not. The only place that decides this, for ./lab grade, the git server, the
// workflows, Classroom 50 and Gradescope alike.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "submission/place.hpp"
#include "submission/tree.hpp"

namespace grader {

struct SourceFile {
    std::string name;  ///< as reports call it, whatever its directory is called: "lab4/main.cpp"
    std::string text;
    bool is_unit = false;  ///< compiled, not only included
};

/// Something that looks like a part of a lab and is not read.
struct LeftOut {
    std::string path;
    std::string reason;  ///< and what to do about it: "it is C; rename it to helper.cpp"
};

struct LabSources {
    int lab = 0;
    std::string found_at;  ///< its directory in what was handed in: "starter/lab4", "" for the top
    std::vector<SourceFile> files;
    std::vector<LeftOut> left_out;
    std::string complaint;  ///< why there is nothing to build, in a sentence; empty if there is

    /// "read: 3 files of starter/lab4/; left out: helper.c, because it is C; rename it to helper.cpp"
    [[nodiscard]] std::string what_was_read() const;
    /// Of names and texts, in 16 hex digits: the same for the same files, however their lines end.
    [[nodiscard]] std::string fingerprint() const;
};

struct Submission {
    std::vector<LabSources> labs;  ///< in the order of their numbers; at least one
    std::vector<std::string> notices;
};

[[nodiscard]] Submission read_submission(const Tree& tree, const Wanted& wanted);

/// A submission of which all that is known is that it can't be read, and why.
[[nodiscard]] Submission unreadable_submission(const Wanted& wanted, const std::string& reason);

}  // namespace grader
