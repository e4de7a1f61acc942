// The rubrics of a copy of the course.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "result/rubric.hpp"

namespace grader {

struct RubricFile {
    int lab = 0;
    std::filesystem::path path;
};

/// root/labs/*/rubric.toml, in the order of the labs' numbers. A file that names no lab is left out.
[[nodiscard]] std::vector<RubricFile> rubric_files(const std::filesystem::path& root);

/// Of each lab; those in `others` take the places of the course's. Throws UserError (see load_rubric()).
[[nodiscard]] std::map<int, Rubric> load_rubrics(const std::filesystem::path& root,
                                                 const std::vector<std::filesystem::path>& others);

}  // namespace grader
