// What a report with an entry for each check says in it: the same words and the same points in every format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "result/document.hpp"

namespace grader {

/// Points that a check contributes to the score: none if it is advisory or did not pass.
[[nodiscard]] int earned_points(const CheckResult& check);

/// Points that it contributes to the maximum: none if it is advisory.
[[nodiscard]] int countable_points(const CheckResult& check);

/// One printable line: "A silent client blocks nobody (SilentClientBlocksNobody)", with the lab before it if
/// the document has several, and with "advice, not graded" behind it if that is so. Never empty.
[[nodiscard]] std::string entry_name(const ResultDocument& document, const LabResult& lab,
                                     const CheckResult& check);

/// Why a check has earned nothing, as one printable line of at most `limit` bytes (at least 40): its cause,
/// if that is known, and what was seen; "inconclusive: " and what the machine could not show; "not run: " and
/// why; "not reached: " and what it needs. Empty if it passed.
[[nodiscard]] std::string reason_line(const LabResult& lab, const CheckResult& check, std::size_t limit);

/// What the terminal report has in full of the check, in plain text and printable, and before that its cause:
/// with the first of the checks that one explains the whole of it, with the others where that is. For a check
/// that did not run, or was not reached, its reason_line(). Empty if it passed.
[[nodiscard]] std::string explanation_text(const LabResult& lab, const CheckResult& check);

/// "Lab 4: 72 / 100", "Lab 4: it could not be built: …"; one printable line.
[[nodiscard]] std::string lab_line(const LabResult& lab);

/// What a reader must know before the points: that the grading is unfinished, that it was of some checks
/// only, and the notices. Printable lines, each ending with a newline; mostly none.
[[nodiscard]] std::string preamble(const ResultDocument& document);

/// Printable text in which no part is a workflow command: GitHub's runner takes "##[" for one anywhere in a
/// line, and "::" where a line starts.
[[nodiscard]] std::string without_commands(std::string_view line);

}  // namespace grader
