// Reads what a compiler has made of a submission.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace grader {

/// The file's bytes. It may have been made by a hostile program: a link, a pipe or what is larger than `most`
/// is nothing.
std::optional<std::string> made_file(const std::filesystem::path& file, std::size_t most);

}  // namespace grader
