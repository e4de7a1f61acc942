// The report as GitHub-flavoured Markdown: the summary of a workflow's job.
#pragma once

#include <cstddef>
#include <string>

#include "result/document.hpp"

namespace grader {

/// GitHub refuses the whole of a job summary over 1024 KiB
/// (https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#step-isolation-and-limits);
/// this leaves room for what other steps' commands add to the same file.
constexpr std::size_t max_markdown_bytes = 1'000'000;

/// Score and verdict of each lab, its causes, a table of its checks, and what every failed and every open
/// check saw, folded. What does not fit is left out, evidence first, and the end says so. `repository` as in
/// html.hpp.
[[nodiscard]] std::string render_markdown(const ResultDocument& document, const std::string& repository = "");

}  // namespace grader
