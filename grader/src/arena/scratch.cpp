#include "arena/scratch.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <random>
#include <system_error>

#include "base/error.hpp"

namespace grader {

namespace {

namespace fs = std::filesystem;

fs::path place_for_scratch() {
    std::error_code missing;
    const fs::path place = fs::temp_directory_path(missing);
    if (!missing) return place;
    const char* named = std::getenv("TMPDIR");
    throw UserError(fmt::format("TMPDIR is {}, which is no directory: make it, or unset TMPDIR",
                                named != nullptr ? named : "/tmp"));
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
        const int reason = errno;
        if (reason == EEXIST) janitor.did_not_make(path_);
        errno = reason;
        check(-1, "make a scratch directory " + path_.string());
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
