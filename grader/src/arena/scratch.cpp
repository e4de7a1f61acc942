#include "arena/scratch.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/environment.hpp"
#include "base/error.hpp"

namespace grader {

Scratch::Scratch() {
    const std::string wanted = variable("TMPDIR");
    const std::filesystem::path place = wanted.empty() ? "/tmp" : wanted;
    // Without links and from the root: whoever is launched has another working directory.
    std::error_code error;
    std::string name = (std::filesystem::canonical(place, error) / "io-labs-XXXXXX").string();
    if (!error && ::mkdtemp(name.data()) == nullptr) error.assign(errno, std::generic_category());
    if (error)
        throw std::system_error(
            error,
            fmt::format("no directory can be made in {} (TMPDIR may name another place)", place.string()));
    path_ = name;
    check(::chmod(name.c_str(), 0755), "chmod " + name);
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
