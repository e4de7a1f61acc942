// What went wrong and what it means, as part of the HTML report: the same, in the same order, as on a
// terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/html_writer.hpp"
#include "report/style.hpp"
#include "result/document.hpp"

namespace grader {

/// Where on the page the explanation of a check is; made of numbers, since a name may be anything.
[[nodiscard]] std::string anchor_of(const LabResult& lab, const CheckResult& check);

/// Where that of a cause is; `number` counts from 1.
[[nodiscard]] std::string anchor_of(const LabResult& lab, std::size_t number);

/// The class that paints what a check came to: "good", "bad", "open" or "quiet".
[[nodiscard]] std::string_view class_of(Ink ink);

void write_exhibits(HtmlWriter& html, const std::vector<Exhibit>& exhibits);

/// One check that failed or is open, in full. `check` is one of the lab's.
void write_explanation(HtmlWriter& html, const LabResult& lab, const CheckResult& check);

/// A cause, and folded what each of its checks saw. `repository` as in html.hpp.
void write_cause(HtmlWriter& html, const LabResult& lab, std::size_t number, const std::string& repository);

/// A message of the compiler with its line of source.
void write_diagnostic(HtmlWriter& html, const Diagnostic& diagnostic);

}  // namespace grader
