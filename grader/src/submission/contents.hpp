// What the bytes of a source say of it: some files have the name of a source, and no compiler can read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace grader {

/// Why a file that is called a source is none, and what to do about it; nothing if it may be one.
[[nodiscard]] std::optional<std::string> why_no_source(std::string_view text);

}  // namespace grader
