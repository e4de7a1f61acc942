// The rubrics of a copy of the course.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "class/records.hpp"
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

/// "lab4 <SHA-256>" of each; those in `others` take the places of the course's.
[[nodiscard]] std::vector<std::string> hashes_of_rubrics(const std::filesystem::path& root,
                                                         const std::vector<std::filesystem::path>& others);

/// The rubrics that a class is scored with in the places of the course's: OUT/rubrics/labN.toml.
[[nodiscard]] std::vector<std::filesystem::path> rubrics_of_class(const ClassDirectory& out);

/// From now on those, and no others, are the class's own.
void keep_rubrics(const ClassDirectory& out, const std::vector<std::filesystem::path>& rubrics);

/// Names the students who were scored with other rubrics than most, and the way out; empty if there are none.
[[nodiscard]] std::string mixed_rubrics(const ClassDirectory& out, const Class& asked,
                                        const std::vector<Outcome>& outcomes);

}  // namespace grader
