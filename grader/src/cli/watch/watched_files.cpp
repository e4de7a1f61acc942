#include "cli/watch/watched_files.hpp"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace grader {

namespace fs = std::filesystem;

namespace {

// More are no lab: somebody has put something else there.
constexpr int most_entries = 2'000;

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR;

/// Calls `visit` with each entry below the directory, as many as there may be. What can't be read is skipped.
template <typename Visit>
void each_below(const fs::path& directory, const Visit& visit) {
    std::error_code error;
    fs::recursive_directory_iterator at(directory, fs::directory_options::skip_permission_denied, error);
    for (int seen = 0; !error && at != fs::recursive_directory_iterator() && seen < most_entries; ++seen) {
        visit(*at);
        at.increment(error);
    }
}

void add_look_at(const fs::path& path, std::string& text) {
    struct stat seen {};
    if (::stat(path.c_str(), &seen) != 0) return;
    // A directory's own time changes with each backup that an editor makes and takes away.
    if (S_ISDIR(seen.st_mode))
        text += fmt::format("{} {}\n", path.string(), seen.st_ino);
    else
        text += fmt::format("{} {} {} {}.{}\n", path.string(), seen.st_ino, seen.st_size, seen.st_mtim.tv_sec,
                            seen.st_mtim.tv_nsec);
}

}  // namespace

WatchedFiles::WatchedFiles() : inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    if (!inotify_) reason_ = fmt::format("inotify_init1: {}", std::strerror(errno));
}

void WatchedFiles::watch(const fs::path& top, const std::string& lab) {
    top_ = top;
    lab_ = top / lab;
    if (!inotify_) return;
    reason_.clear();
    fs::path directory = top;
    add(directory);
    for (const fs::path& part : fs::path(lab)) add(directory /= part);
    if (lab.empty()) return;
    each_below(lab_, [this](const fs::directory_entry& entry) {
        std::error_code ignored;
        if (entry.is_directory(ignored)) add(entry.path());
    });
}

void WatchedFiles::add(const fs::path& directory) {
    if (::inotify_add_watch(inotify_.get(), directory.c_str(), changes) >= 0) return;
    if (errno == ENOSPC)
        reason_ = "no inotify watch is left (sysctl fs.inotify.max_user_watches)";
    else if (errno != ENOENT && errno != ENOTDIR)
        reason_ = fmt::format("{} can't be watched: {}", directory.string(), std::strerror(errno));
}

void WatchedFiles::take_events() const {
    alignas(inotify_event) char buffer[16 * 1024];
    while (::read(inotify_.get(), buffer, sizeof buffer) > 0) {
    }
}

std::string WatchedFiles::look() const {
    std::string text;
    add_look_at(top_, text);
    add_look_at(lab_, text);
    if (lab_ != top_ / "")
        each_below(lab_, [&](const fs::directory_entry& entry) { add_look_at(entry.path(), text); });
    return text;
}

bool WatchedFiles::differs() {
    std::string now = look();
    const bool different = now != last_look_;
    last_look_ = std::move(now);
    return different;
}

}  // namespace grader
