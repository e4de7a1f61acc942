// Whether two names may be one person's, however each platform writes them.
#pragma once

#include <string_view>

namespace grader {

/// "Lovelace, Ada", "Ada King Lovelace", "A. Lovelace" and Canvas's "lovelaceada" may be one person; so may
/// "Müller", "Mueller" and "Muller". A text without a letter is no name, and contradicts none.
[[nodiscard]] bool may_be_one_person(std::string_view one, std::string_view other);

}  // namespace grader
