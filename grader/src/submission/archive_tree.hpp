// The two halves of open_archive() (tree.hpp): libarchive, which a child of its own runs, and the tree that
// is made of what it found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
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

/// How much an archive may hold.
struct ArchiveBounds {
    std::size_t entries = 0;
    std::size_t name_bytes = 0;   ///< of all names together
    std::uintmax_t unpacked = 0;  ///< bytes
    std::uintmax_t kept = 0;      ///< bytes of what is kept
    std::string advice;           ///< what to do where it holds more: "hand in the sources alone"
};

/// Reads an archive of any purpose, in a child of its own, and gives one entry after the other. `is_kept`
/// tells by the path whether a file's bytes are wanted. Throws Unreadable.
void for_each_entry(const std::filesystem::path& archive, const ArchiveBounds& bounds,
                    const std::function<bool(const std::string& path)>& is_kept,
                    const std::function<void(ArchivedEntry)>& take);

/// Reads an archive from an open file to its end, in this process. `shown` is what messages call it. Throws
/// Unreadable.
[[nodiscard]] std::vector<ArchivedEntry> unpack(int archive, const std::string& shown);

[[nodiscard]] std::unique_ptr<Tree> tree_of(const std::filesystem::path& archive,
                                            const std::vector<ArchivedEntry>& entries);

}  // namespace grader
