// A changed rubric, applied to verdicts that are there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "result/document.hpp"
#include "result/rubric.hpp"

namespace grader {

struct Rescored {
    ResultDocument document;
    /// What a rubric cannot change without a grading: "lab 4 has a new check, X".
    std::vector<std::string> notices;
};

/// Points, titles, texts, stages and which checks count, of the rubrics; verdicts, findings and causes stay.
/// Checks that a rubric no longer has go; those that are new in it are named. A lab without a rubric stays as
/// it is.
[[nodiscard]] Rescored rescore(ResultDocument document, const std::map<int, Rubric>& rubrics);

}  // namespace grader
