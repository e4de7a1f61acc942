#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace grader {

/// A line of the student's source, as the explanation shows it.
struct SourceLine {
    std::string file;  ///< relative to the submission, "lab4/main.cpp"
    int line = 0;      ///< 1-based
    std::string function;
    std::string text;                      ///< the line itself, without its newline
    std::vector<std::string> before = {};  ///< the lines above it, at most lines_around
    std::vector<std::string> after = {};   ///< those below it
};

/// How many lines are shown above and below one that is meant.
constexpr std::size_t lines_around = 3;

}  // namespace grader
