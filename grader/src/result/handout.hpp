// What a handout says at one of its headings, for a report that is read where the handout is not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace grader {

constexpr std::size_t longest_passage = 1200;  ///< bytes

/// The section of a Markdown file with this anchor, in GitHub's spelling: what is between its heading and the
/// next one without comments, whole paragraphs from its beginning, as many as fit. Empty if there is no such
/// heading.
[[nodiscard]] std::string passage_at(std::string_view markdown, std::string_view anchor);

}  // namespace grader
