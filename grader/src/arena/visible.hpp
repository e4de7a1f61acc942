// The machine's files that a launched program can see: what compilers and servers need of a system, and
// nothing that is anybody's. One list for both layers that keep it: the minimal root and Landlock.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace grader {

/// Paths that exist here. Of a directory with one of `hidden` below it, the other entries stand instead: a
/// course in /usr/local/src, say, is not to be read because it lies below /usr.
std::vector<std::string> system_files(const std::vector<std::filesystem::path>& hidden);

/// What must never be seen, wherever it lies: the homes of the user that we are.
std::vector<std::filesystem::path> homes_of_this_user();

/// Whether `path` is `directory`, or lies below it; both are taken as they are written.
bool lies_below(const std::filesystem::path& path, const std::filesystem::path& directory);

}  // namespace grader
