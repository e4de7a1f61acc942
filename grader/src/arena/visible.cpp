#include "arena/visible.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr const char* needed[] = {"/usr", "/lib", "/lib64", "/lib32", "/libx32", "/bin", "/sbin",
                                  // loader, compiler and resolver
                                  "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/alternatives",
                                  "/etc/localtime", "/etc/nsswitch.conf", "/etc/hosts", "/etc/host.conf",
                                  "/etc/resolv.conf", "/etc/services", "/dev/null", "/dev/zero", "/dev/full",
                                  "/dev/random", "/dev/urandom",
                                  // how many CPUs there are: nproc and the sanitizers ask
                                  "/sys/devices/system/cpu"};

// Homes of system users (bin, daemon, games) that are no homes.
constexpr const char* no_homes[] = {"/usr",       "/usr/bin",     "/usr/sbin",  "/usr/lib",  "/usr/libexec",
                                    "/usr/share", "/usr/include", "/usr/local", "/usr/games"};

bool is_to_be_hidden(const fs::path& path) {
    return std::find(std::begin(no_homes), std::end(no_homes), path) == std::end(no_homes);
}

/// `path`, or what of it is not hidden.
void show(const fs::path& path, const std::vector<fs::path>& hidden, std::vector<std::string>& shown) {
    if (std::find(hidden.begin(), hidden.end(), path) != hidden.end()) return;
    const bool hides = std::any_of(hidden.begin(), hidden.end(),
                                   [&](const fs::path& each) { return lies_below(each, path); });
    if (!hides) {
        shown.push_back(path);
        return;
    }
    std::error_code unreadable;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, unreadable))
        show(entry.path(), hidden, shown);
}

}  // namespace

bool lies_below(const fs::path& path, const fs::path& directory) {
    const auto [end, ignored] = std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
    return end == directory.end();
}

std::vector<std::string> system_files(const std::vector<fs::path>& hidden) {
    std::vector<fs::path> real;
    std::error_code gone;
    for (const fs::path& each : hidden) {
        const fs::path place = each.empty() ? each : fs::canonical(each, gone);
        if (!place.empty() && !gone && is_to_be_hidden(place)) real.push_back(place);
    }
    std::vector<std::string> shown;
    for (const char* path : needed) {
        if (fs::exists(path, gone)) show(path, real, shown);
    }
    return shown;
}

std::vector<fs::path> homes_of_this_user() {
    std::vector<fs::path> homes;
    if (const char* home = std::getenv("HOME"); home != nullptr) homes.emplace_back(home);
    const passwd* const user = ::getpwuid(::getuid());
    if (user != nullptr && user->pw_dir != nullptr) homes.emplace_back(user->pw_dir);
    return homes;
}

}  // namespace grader
