// What was handed in, as a tree of names: a directory, an archive, or a commit of a git repository. The rule
// of what the submission is (place.hpp, submission.hpp) asks a tree and never the disk, so it is the same for
// all three.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace grader {

/// What was handed in can't be read at all. That is no wrong usage but a result: no points, for this reason.
class Unreadable : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

/// Directories in each other, in an archive or in names with backslashes: each of them is an entry of its
/// own.
constexpr std::size_t deepest_path = 64;

enum class EntryKind {
    file,
    directory,
    link,        ///< symbolic, or a hard link of an archive
    repository,  ///< a git repository inside another one: of its files only the name of a commit is there
    special,     ///< a pipe, a socket, a device
    unreadable,  ///< a directory that may not be listed
};

struct Entry {
    std::string path;  ///< from the top, with '/' between names: "lab4/main.cpp"
    EntryKind kind = EntryKind::file;
    std::uintmax_t bytes = 0;  ///< of a file
    std::string key;           ///< how the tree itself knows it

    [[nodiscard]] std::string name() const { return path.substr(path.rfind('/') + 1); }
};

/// What a file holds, or why it can't be read.
struct Contents {
    bool ok = true;
    std::string text;
    std::string reason;
};

class Tree {
 public:
    Tree() = default;
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    virtual ~Tree() = default;

    /// What the user calls it, without an archive's ending: of ~/hand-in/lab4.zip "lab4".
    [[nodiscard]] virtual std::string name() const = 0;

    /// What stands in a directory ("": the top), by name; nothing if it is none. Some Windows programs write
    /// `lab4\main.cpp` where lab4/main.cpp is meant: here it is. List a directory before what is in it.
    [[nodiscard]] std::vector<Entry> list(const std::string& directory) const;

    /// A file of at most `limit` bytes.
    [[nodiscard]] virtual Contents read(const Entry& file, std::size_t limit) const = 0;

    /// Entries that can't stand in a tree, with the reason: `..`, an absolute path, a name twice.
    [[nodiscard]] const std::map<std::string, std::string>& refused() const { return refused_; }

 protected:
    [[nodiscard]] virtual std::vector<Entry> list_as_named(const std::string& directory) const = 0;
    /// Keeps the first few: there may be as many as the submission likes, and as long.
    void refuse(const std::string& path, const std::string& reason) const;

 private:
    void unfold(const Entry& entry) const;

    // What backslashes in names stand for, by directory.
    mutable std::map<std::string, std::map<std::string, Entry>> unfolded_;
    mutable std::size_t unfolded_names_ = 0;
    mutable std::map<std::string, std::string> refused_;
};

/// A directory of this machine. Links are never followed.
[[nodiscard]] std::unique_ptr<Tree> open_directory(const std::filesystem::path& directory);

/// A zip or tar archive (plain, gzip, bzip2, xz or zstd), read at once and into memory: its sources are kept,
/// of everything else the name. Throws Unreadable if it is damaged, encrypted or too large.
[[nodiscard]] std::unique_ptr<Tree> open_archive(const std::filesystem::path& archive);

/// Whether the name is one that open_archive() is for.
[[nodiscard]] bool is_called_an_archive(const std::filesystem::path& file);

/// A commit of a repository, bare or not: git's own objects, so that no attribute, link or filter has a say.
/// Throws UserError with git's words if there is no such repository or commit. Its list() throws Unreadable
/// when more is asked for than a submission can be.
[[nodiscard]] std::unique_ptr<Tree> open_commit(const std::filesystem::path& repository,
                                                const std::string& commit);

}  // namespace grader
