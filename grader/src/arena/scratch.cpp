#include "arena/scratch.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <string>
#include <system_error>

#include "base/environment.hpp"
#include "base/error.hpp"

namespace grader {

namespace {

namespace fs = std::filesystem;

/// Without links and from the root: whoever is launched has another working directory.
fs::path place_for_scratch() {
    const std::string wanted = variable("TMPDIR");
    const fs::path place = wanted.empty() ? "/tmp" : wanted;
    std::error_code error;
    fs::path found = fs::canonical(place, error);
    if (!error && !fs::is_directory(found)) error = std::make_error_code(std::errc::not_a_directory);
    if (error)
        throw std::system_error(
            error,
            fmt::format("no directory can be made in {} (TMPDIR may name another place)", place.string()));
    return found;
}

/// Nobody can have a directory of this name already, or make one for us.
std::string random_name() {
    std::random_device bits;
    return fmt::format("io-labs-{:08x}{:08x}", bits(), bits());
}

}  // namespace

Scratch::Scratch(Janitor& janitor) : path_(place_for_scratch() / random_name()) {
    janitor.will_make_directory(path_);
    if (::mkdir(path_.c_str(), 0755) != 0) {
        const std::error_code error(errno, std::generic_category());
        if (error == std::errc::file_exists) janitor.did_not_make(path_);
        throw std::system_error(error,
                                fmt::format("no directory can be made in {} (TMPDIR may name another place)",
                                            path_.parent_path().string()));
    }
    check(::chmod(path_.c_str(), 0755), "chmod " + path_.string());
}

std::filesystem::path Scratch::make_writable(const std::string& name, unsigned uid) const {
    const std::filesystem::path directory = make_readable(name);
    if (uid != 0) check(::chown(directory.c_str(), uid, uid), "chown " + directory.string());
    return directory;
}

std::filesystem::path Scratch::make_readable(const std::string& name) const {
    const std::filesystem::path directory = path_ / name;
    std::filesystem::create_directories(directory);
    check(::chmod(directory.c_str(), 0755), "chmod " + directory.string());
    return directory;
}

}  // namespace grader
