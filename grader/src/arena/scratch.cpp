#include "arena/scratch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.hpp"

namespace grader {

Scratch::Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "io-labs-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) check(-1, "make a scratch directory " + name);
    check(::chmod(name.c_str(), 0755), "chmod " + name);
    path_ = name;
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
