// What a Classroom 50 autograder leaves behind (foundation50/classroom50): result.json of the schema
// classroom50/result/v1, which the tests have beside them, and release-body.md. Its runner makes a submission
// a success if every test of it has passed, so advisory checks are not among them, and a grading that did not
// come to its end has a test more, which failed and is worth nothing.
#pragma once

#include <string>

#include "report/formats.hpp"
#include "result/document.hpp"

namespace grader {

/// Throws UserError that names every variable that is missing or wrong. Needed are classroom, assignment,
/// submission_tag (submit/…), commit_url and owner. Where they are empty, release_url and review_url are the
/// commit's, assignment_type is "individual" (a "team" is a "group" here: the runner has the last word), and
/// commit_date, the committer date in UTC as 2026-11-23T08:00:00Z, is the time the grading started.
[[nodiscard]] std::string render_classroom50(const ResultDocument& document,
                                             const ReportContext::Classroom50& submission);

/// The text of the submission's release, in GitHub's Markdown: the verdict, a table of the points, what
/// failed.
[[nodiscard]] std::string render_classroom50_release(const ResultDocument& document);

}  // namespace grader
