// What a step of a GitHub workflow prints: the terminal report, and an annotation for each cause on its line
// of source, and for each finding without a cause that names one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "result/document.hpp"

namespace grader {

/// GitHub keeps this many annotations of each kind and step; those worth most come first.
constexpr std::size_t max_annotations = 10;

/// The report stands where the runner looks for no commands, ended by `token`, or by another if the report
/// contains that (see stop_token()): give a random one. `sources` is put before paths of the submission's
/// files, which are then relative to the repository: "starter/".
[[nodiscard]] std::string render_github_log(const ResultDocument& document, std::string_view token,
                                            std::string_view sources = "starter/");

}  // namespace grader
