#include "base/files.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace grader {

std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return std::nullopt;
    std::string text;
    char piece[16 * 1024];
    while (text.size() < limit) {
        const ssize_t got = ::read(file.get(), piece, std::min(sizeof piece, limit - text.size()));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        text.append(piece, static_cast<std::size_t>(got));
    }
    return text;
}

std::vector<std::string> lines_of_file(const std::filesystem::path& path, int first, int last) {
    constexpr std::size_t longest = 4096;
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::vector<std::string> lines;
    bool begun = false;
    char piece[16 * 1024];
    for (int at = 1; file && at <= last;) {
        const ssize_t got = ::read(file.get(), piece, sizeof piece);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        std::string_view rest(piece, static_cast<std::size_t>(got));
        while (!rest.empty() && at <= last) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            if (at >= first) {
                if (!begun) lines.emplace_back();
                begun = true;
                lines.back().append(rest.substr(0, std::min(end, longest - lines.back().size())));
            }
            if (end < rest.size()) {
                ++at;
                begun = false;
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return lines;
}

std::string line_of_file(const std::filesystem::path& path, int number) {
    const std::vector<std::string> lines = lines_of_file(path, number, number);
    return lines.empty() ? "" : lines.front();
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    const UniqueFd file(
        check(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), path.string()));
    while (!text.empty()) {
        const ssize_t written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw std::system_error(errno, std::generic_category(), path.string());
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

bool write_control(const std::filesystem::path& path, std::string_view text) {
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file) return false;
    return ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

void close_on_exec_from(int first) {
#ifndef SYS_close_range
    constexpr long SYS_close_range = 436;
#endif
    constexpr unsigned close_on_exec = 1U << 2U;  // CLOSE_RANGE_CLOEXEC
    if (::syscall(SYS_close_range, first, ~0U, close_on_exec) == 0) return;
    std::error_code none;  // without /proc there is nothing to be done
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", none)) {
        const int number = std::atoi(entry.path().filename().c_str());
        if (number >= first) ::fcntl(number, F_SETFD, FD_CLOEXEC);
    }
}

}  // namespace grader
