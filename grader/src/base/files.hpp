// Whole files in one call: /proc and cgroup entries, sources, small results.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// The file's bytes, or nothing if it cannot be opened or read (a process in /proc may have gone; errno is
/// set). Reads at most `limit` bytes.
std::optional<std::string> read_file(const std::filesystem::path& path,
                                     std::size_t limit = std::size_t{64} << 20U);

/// Lines of a text file, counted from 1, without their ends, of each at most the first 4 KiB; fewer if the
/// file ends before.
std::vector<std::string> lines_of_file(const std::filesystem::path& path, int first, int last);

/// One of them; empty if there is no such line.
std::string line_of_file(const std::filesystem::path& path, int number);

/// Makes the file, and its directories. Throws std::system_error that names it.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Writes to an existing file in one write(2), as control files under /proc and /sys want it. False with
/// errno set.
bool write_control(const std::filesystem::path& path, std::string_view text);

/// No program that this process executes gets a descriptor of this number or above. Without close_range(2)'s
/// CLOSE_RANGE_CLOEXEC, which is in the kernel from 5.11, each is set one by one.
void close_on_exec_from(int first);

}  // namespace grader
