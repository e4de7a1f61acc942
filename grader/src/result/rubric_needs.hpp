// The part of a rubric's verification that is about `needs`: what a check builds on must be shown by others,
// before it.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "result/rubric.hpp"

namespace grader {

/// Where the parts of a rubric stand in its file, by their names.
struct RubricLines {
    const std::map<std::string, std::size_t>& behaviours;
    const std::map<std::string, std::size_t>& checks;
};

/// One line for each thing that is wrong, "file:line: what is wrong and the way out"; empty if nothing is.
[[nodiscard]] std::string problems_of_needs(const Rubric& rubric, const std::string& file,
                                            const RubricLines& lines);

}  // namespace grader
