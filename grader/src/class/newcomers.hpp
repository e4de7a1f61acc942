// `grade --resume`: whether the class that is there is the one that is meant, and who has come since it
// began.
#pragma once

#include <string>
#include <vector>

#include "class/records.hpp"

namespace grader {

/// A folder with nothing in it is nothing to grade, and no failure.
void name_empty_folders(Class& asked);

/// Adds to the class who stands in its source (a directory) now and did not when it began, and those whose
/// submission was missing. Gives their ids. Whoever has a submission here keeps it.
std::vector<std::string> add_newcomers(const ClassDirectory& out, Class& asked);

/// Those whose submission is no longer where it was when the class was collected: that is no failure of the
/// machine, and no verdict.
[[nodiscard]] std::vector<std::string> without_submission(const std::vector<const Student*>& students);

/// Names them, and the way out.
[[nodiscard]] std::string about_missing(const Class& asked, const std::vector<std::string>& ids);

/// Throws UserError if one of the students has none.
void require_submissions(const Class& asked, const std::vector<const Student*>& students);

}  // namespace grader
