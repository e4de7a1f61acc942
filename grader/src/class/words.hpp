// What all verbs say in the same words: numbers of things, and commands to give next.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// "1 student", "2 students".
[[nodiscard]] std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// "./lab class regrade '/home/me/lab 4' --accept": to be given to a shell as it stands.
[[nodiscard]] std::string class_command(const std::vector<std::string>& words);

}  // namespace grader
