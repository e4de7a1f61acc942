// What went wrong and what it means, as part of the HTML report: the same, in the same order, as on a
// terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/html_writer.hpp"
#include "report/style.hpp"
#include "result/document.hpp"

namespace grader {

/// Where on the page the explanation of a check is; made of numbers, since a name may be anything.
[[nodiscard]] std::string anchor_of(const LabResult& lab, const CheckResult& check);

/// The class that paints what a check came to: "good", "bad", "open" or "quiet".
[[nodiscard]] std::string_view class_of(Ink ink);

void write_exhibits(HtmlWriter& html, const std::vector<Exhibit>& exhibits);

/// One check that failed or is open, in full. `check` is one of the lab's.
void write_explanation(HtmlWriter& html, const LabResult& lab, const CheckResult& check);

/// A message of the compiler with its line of source.
void write_diagnostic(HtmlWriter& html, const Diagnostic& diagnostic);

}  // namespace grader
