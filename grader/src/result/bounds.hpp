// What a submission can put into a result document is bounded here, in one place, before anything is written
// or shown: a server that prints a gigabyte of noise must not make a report of a gigabyte, nor an invalid
// one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "result/document.hpp"

namespace grader {

constexpr std::size_t max_text_bytes = 4096;   ///< any string
constexpr std::size_t max_exhibit_lines = 40;  ///< an exhibit; the last one tells how many are missing
constexpr std::size_t max_exhibit_line_bytes = 400;
constexpr std::size_t max_exhibits = 8;  ///< a finding, or a server that did not start
constexpr std::size_t max_steps = 40;
constexpr std::size_t max_facts = 60;     ///< a finding; of a cause's evidence, too
constexpr std::size_t max_moments = 400;  ///< a picture
constexpr std::size_t max_causes = 20;    ///< a lab
constexpr std::size_t max_hints = 3;      ///< a cause
constexpr std::size_t max_diagnostics = 20;
constexpr std::size_t max_notices = 20;  ///< the last one tells how many are missing
constexpr std::size_t max_notice_bytes = 400;

/// Valid UTF-8 of at most `limit` bytes (at least 40): each invalid byte becomes U+FFFD, and what was cut off
/// is named at the end. Applying it twice changes nothing more.
[[nodiscard]] std::string bounded_text(std::string_view text, std::size_t limit = max_text_bytes);

/// The document with every string, list and number within bounds. Applying it twice changes nothing more.
[[nodiscard]] ResultDocument bounded(ResultDocument document);

}  // namespace grader
