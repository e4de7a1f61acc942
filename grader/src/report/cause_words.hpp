// What is said of a cause, whatever the report looks like. Plain text, as in check_words.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/check_words.hpp"
#include "result/document.hpp"

namespace grader {

/// "Your server waits until its buffer is full (lab4/main.cpp:41)."
[[nodiscard]] std::string claim_of(const Cause& cause);

/// "It explains 31 of 31 failures, 85 points."; empty for a cause of no grading, as of points_text().
[[nodiscard]] std::string share_of(const LabResult& lab, const Cause& cause);

/// "85 points", "advice" if none hang on it.
[[nodiscard]] std::string points_text(const LabResult& lab, const Cause& cause);

/// "Cause 1", or nothing for a check that has none.
[[nodiscard]] std::string cause_text(const LabResult& lab, const CheckResult& check);

/// The checks that it explains, in the rubric's order.
[[nodiscard]] std::vector<const CheckResult*> explained_by(const LabResult& lab, const Cause& cause);

/// The hints that are told, the question first.
[[nodiscard]] std::vector<Labelled> hints_of(const Cause& cause);

/// The command that tells more of the cause; empty if all is told.
[[nodiscard]] std::string more_of(const Cause& cause);

/// "labs/lab4-blocking/README.md#short-writes"; empty if there is no such place.
[[nodiscard]] std::string handout_place(const LabResult& lab, const Cause& cause);

/// Checks that failed, of which a finding is told and no cause is known; in the rubric's order.
[[nodiscard]] std::vector<const CheckResult*> unexplained_checks(const LabResult& lab);

constexpr std::string_view no_cause_text = "No mistake is known by name that explains this.";

}  // namespace grader
