// "Did you mean …?" for names that people type.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// The name that takes the fewest edits (insert, delete, replace, swap neighbours; case is ignored) to
/// become, if that is at most a third of its letters: else nothing is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view name,
                                                 const std::vector<std::string>& known);

}  // namespace grader
