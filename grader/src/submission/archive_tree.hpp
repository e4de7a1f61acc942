// The two halves of open_archive() (tree.hpp): libarchive, which a child of its own runs, and the tree that
// is made of what it found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "submission/tree.hpp"

namespace grader {

struct ArchivedEntry {
    std::string path;  ///< as the archive has it
    EntryKind kind = EntryKind::file;
    std::uintmax_t bytes = 0;
    bool kept = false;  ///< it is called like a source, and `text` is what it holds
    std::string text;
};

/// Reads an archive from an open file to its end, in this process. `shown` is what messages call it. Throws
/// Unreadable.
[[nodiscard]] std::vector<ArchivedEntry> unpack(int archive, const std::string& shown);

[[nodiscard]] std::unique_ptr<Tree> tree_of(const std::filesystem::path& archive,
                                            const std::vector<ArchivedEntry>& entries);

}  // namespace grader
