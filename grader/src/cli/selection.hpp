// What is to be graded: labs, and the checks of each that --check and --stage select.
#pragma once

#include <string>
#include <vector>

#include "cli/labs.hpp"
#include "cli/options.hpp"
#include "result/document.hpp"
#include "result/rubric.hpp"

namespace grader {

struct Selection {
    std::vector<LabSources> labs;
    std::vector<LabResult> results;  ///< one for each lab, with its checks as the rubric describes them
    std::vector<std::vector<Behaviour>> behaviours;  ///< … and what these build on
    std::vector<std::string> stages;                 ///< of --stage, as the rubrics call them
};

/// Throws UserError if one of the stages is in none of these labs, with those that there are.
void require_stages(const GradeOptions& options, const std::vector<int>& labs);

/// Labs of which no check is selected are left out. Throws UserError, with what was perhaps meant, if none is
/// left.
[[nodiscard]] Selection select_checks(const GradeOptions& options, std::vector<LabSources> labs);

}  // namespace grader
