// Reading UTF-8 from text that may be any bytes: what a student's server prints is not to be trusted.
#pragma once

#include <cstddef>
#include <string_view>

namespace grader {

struct Utf8Step {
    char32_t code = 0;       ///< the code point; the byte itself if not valid
    std::size_t length = 1;  ///< bytes it takes
    bool valid = false;
};

/// The code point at the start of `text`, which must not be empty. Overlong forms, surrogates, values over
/// U+10FFFF and cut-off sequences are not valid: one byte each (RFC 3629).
[[nodiscard]] Utf8Step decode_utf8(std::string_view text);

/// The longest prefix of at most `limit` bytes that does not end inside a character.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t limit);

}  // namespace grader
