#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"
#include "submission/tree.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

std::string reason_of(int error) {
    const std::string reason = std::generic_category().message(error);
    return error == EACCES ? reason + "; make it readable (chmod u+r)" : reason;
}

/// A directory with more than this is no student's work.
constexpr std::size_t most_listed = 50'000;

class DirectoryTree : public Tree {
 public:
    explicit DirectoryTree(fs::path top) : top_(std::move(top)) {}

    [[nodiscard]] std::string name() const override {
        std::error_code ignored;
        return fs::weakly_canonical(top_, ignored).filename().string();
    }

    [[nodiscard]] Contents read(const Entry& file, std::size_t limit) const override {
        // Without waiting for the other end of what has become a pipe, and through no link.
        const UniqueFd opened(
            ::open((top_ / file.key).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (!opened) return {false, "", reason_of(errno)};
        struct stat status {};
        if (::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode))
            return {false, "", "it is no ordinary file"};
        Contents contents;
        char part[65536];
        ssize_t count = 0;
        while (contents.text.size() <= limit && (count = ::read(opened.get(), part, sizeof part)) > 0)
            contents.text.append(part, static_cast<std::size_t>(count));
        if (count < 0) return {false, "", reason_of(errno)};
        return contents;
    }

 protected:
    [[nodiscard]] std::vector<Entry> list_as_named(const std::string& directory) const override {
        std::vector<Entry> entries;
        std::error_code error;
        for (fs::directory_iterator at(top_ / directory, error), end;
             !error && at != end && entries.size() < most_listed; at.increment(error)) {
            const std::string name = at->path().filename().string();
            const std::string path = directory.empty() ? name : directory + "/" + name;
            entries.push_back({path, kind_of(*at), size_of(*at), path});
        }
        return entries;
    }

 private:
    [[nodiscard]] static EntryKind kind_of(const fs::directory_entry& entry) {
        std::error_code error;
        switch (entry.symlink_status(error).type()) {
            case fs::file_type::regular:
                return EntryKind::file;
            case fs::file_type::directory: {
                const fs::directory_iterator listed(entry.path(), error);
                return error ? EntryKind::unreadable : EntryKind::directory;
            }
            case fs::file_type::symlink:
                return EntryKind::link;
            default:
                return EntryKind::special;
        }
    }
    [[nodiscard]] static std::uintmax_t size_of(const fs::directory_entry& entry) {
        std::error_code error;
        const std::uintmax_t bytes = entry.is_regular_file(error) ? entry.file_size(error) : 0;
        return error ? 0 : bytes;
    }

    fs::path top_;
};

}  // namespace

std::unique_ptr<Tree> open_directory(const fs::path& directory) {
    return std::make_unique<DirectoryTree>(directory);
}

}  // namespace grader
