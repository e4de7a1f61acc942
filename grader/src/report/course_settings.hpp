// What a course decides for everybody: course/settings.conf, a line each, NAME=VALUE.
#pragma once

#include <filesystem>
#include <string>

#include "report/hints.hpp"

namespace grader {

/// What a course does with labs/practice/.
enum class PracticeUse {
    free,   ///< students get it, and it counts nowhere
    bonus,  ///< … and homes count it, over the points of the labs
    off,    ///< students do not get it
};

struct CourseSettings {
    Hints push_hints = default_hints;  ///< how much the answer to a push tells
    std::string handouts;  ///< where the repository's files can be read, "https://…/"; may be empty
    PracticeUse practice = PracticeUse::free;
};

/// Of the course in this directory; the defaults where it says nothing. Throws UserError that names the line.
[[nodiscard]] CourseSettings load_settings(const std::filesystem::path& root);

/// What --hints takes: a level, or "course" for what the course tells in the answer to a push.
[[nodiscard]] Hints hints_named(const std::string& word, const std::filesystem::path& root);

/// For CLI11: complains of what is neither.
[[nodiscard]] std::string complaint_about_hints(const std::string& word);

}  // namespace grader
