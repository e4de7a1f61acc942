// The new contents grow in a file without a name (O_TMPFILE), so that a grader that is killed leaves nothing
// behind; it gets a name only to be renamed. File systems that don't know O_TMPFILE get a named temporary
// file instead.
#include "base/replaced_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "base/user_mask.hpp"

namespace grader {

namespace {

namespace fs = std::filesystem;

class NewFile {
 public:
    NewFile(const fs::path& target, const std::string& what)
        : target_(target),
          what_(what),
          name_(target.parent_path() / fmt::format(".{}.{}", target.filename().string(), ::getpid())) {
        const mode_t mode = 0666U & ~users_mask();
        fd_.reset(::open(target.parent_path().c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode));
        if (fd_) return;
        fd_.reset(::open(name_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode));
        if (!fd_) fail(errno);
        named_ = true;
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (named_) ::unlink(name_.c_str());
    }

    void write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t done = ::write(fd_.get(), text.data(), text.size());
            if (done < 0 && errno == EINTR) continue;
            if (done < 0) fail(errno);
            text.remove_prefix(static_cast<std::size_t>(done));
        }
    }

    void take_the_place_of_target() {
        if (!named_) {
            // Only ours can be in the way: the name of a grader that died here and had the same process id.
            ::unlink(name_.c_str());
            const std::string self = fmt::format("/proc/self/fd/{}", fd_.get());
            if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name_.c_str(), AT_SYMLINK_FOLLOW) != 0)
                fail(errno);
            named_ = true;
        }
        if (::rename(name_.c_str(), target_.c_str()) != 0) fail(errno);
        named_ = false;
    }

 private:
    [[noreturn]] void fail(int error) const {
        throw std::system_error(error, std::generic_category(),
                                fmt::format("cannot write the {} {}", what_, target_.string()));
    }

    fs::path target_;
    std::string what_;
    fs::path name_;
    UniqueFd fd_;
    bool named_ = false;
};

}  // namespace

ReplacedFile::ReplacedFile(const fs::path& path, std::string what) : what_(std::move(what)) {
    const auto refuse = [&](std::string_view reason) {
        throw UserError(fmt::format("cannot write the {} {}: {}", what_, path.string(), reason));
    };
    if (path.empty()) throw UserError(fmt::format("the {} needs a file name", what_));
    std::error_code error;
    path_ = fs::weakly_canonical(path, error);
    if (error || !path_.is_absolute()) path_ = fs::absolute(path);
    if (!path_.has_filename() || fs::is_directory(path_, error))
        refuse("that is a directory; name a file in it");
    if (fs::exists(path_, error) && !fs::is_regular_file(path_, error))
        refuse("that is not an ordinary file, and it would be replaced; name another one");
    if (!fs::is_directory(path_.parent_path(), error))
        refuse(fmt::format("there is no directory {}; make it first", path_.parent_path().string()));
    try {
        const NewFile probe(path_, what_);
    } catch (const std::system_error& reason) {
        refuse(fmt::format("{}; name a file in a directory that you may write to", reason.code().message()));
    }
}

void ReplacedFile::write(std::string_view text) const {
    NewFile file(path_, what_);
    file.write(text);
    file.take_the_place_of_target();
}

}  // namespace grader
