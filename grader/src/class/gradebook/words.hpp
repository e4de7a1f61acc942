// How headings, names and numbers of other people's tables are compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace grader {

/// Without the white space around it.
[[nodiscard]] std::string_view stripped(std::string_view text);

/// Letters of ASCII small, white space around it gone, and one blank for each other stretch of it.
[[nodiscard]] std::string folded(std::string_view text);

/// A name as two people would compare it: "Lovelace, Ada" is "ada lovelace".
[[nodiscard]] std::string folded_name(std::string_view text);

/// "100", "100.00", "100,00" and "(100)" are a hundred; nothing for what is no number.
[[nodiscard]] std::optional<double> number_in(std::string_view text);

/// Whether it is written with a comma before its decimals.
[[nodiscard]] bool has_decimal_comma(std::string_view text);

}  // namespace grader
