// What was typed at a terminal: some keys are one byte, and arrows are several.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

enum class Key { hint, all, trace, observe, again, quit, up, down, page_up, page_down, other };

/// The keys in these bytes, in their order. A sequence that means nothing here is none.
[[nodiscard]] std::vector<Key> keys_in(std::string_view bytes);

}  // namespace grader
