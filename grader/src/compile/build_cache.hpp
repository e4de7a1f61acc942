// What compilers have made is kept from one grading to the next, so that what has not changed is not compiled
// again: servers, and the objects of their files.
//
// Trust. The grader alone writes and reads the directory; it belongs to its user and is closed to all others.
// An entry is written when the compiler and all it started have ended, under inputs that the grader has read
// itself, so a submission can at most spoil what its own text is built to. Programs that are launched reach
// the directory neither for reading nor for writing where Landlock or a throw-away user confines them; where
// neither does, nothing is kept, because a server could then put one of its own choice in another's place.
//
// An entry holds its inputs, and is taken only if they are the same byte for byte: no digest has to be
// believed. It holds a checksum against accidents. It takes its place by rename(2), so several graders may
// share the directory. Whatever goes wrong (no room, no right, a damaged entry) costs a compilation and
// nothing else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "arena/layers.hpp"

namespace grader {

/// Thread-safe: it has no state but the directory's.
class BuildCache {
 public:
    static constexpr std::uintmax_t usual_bytes = 512ULL << 20U;

    /// In $IO_LABS_CACHE (an absolute path; `off`: nothing is kept); else in the directory io-labs of
    /// $XDG_CACHE_HOME; else in that of ~/.cache. Without effect if the layers do not keep launched programs
    /// out.
    static BuildCache of_this_user(const SandboxLayers& layers);

    /// Made where it is missing; without effect if it can't be, or is somebody else's or open to others.
    /// Never holds more than `most_bytes` for long: what has not been used for the longest time goes first.
    explicit BuildCache(const std::filesystem::path& directory, std::uintmax_t most_bytes = usual_bytes);

    /// Puts the file that was made of these inputs to `target`, which does not exist yet; returns what the
    /// compiler said then. Nothing if there is none.
    [[nodiscard]] std::optional<std::string> find(const std::string& inputs,
                                                  const std::filesystem::path& target) const;

    /// The compiler made `file`, and of nothing else than the inputs.
    void keep(const std::string& inputs, const std::string& messages,
              const std::filesystem::path& file) const;

    /// Empty: nothing is kept, because of reason().
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
    BuildCache() = default;
    void make_room() const;

    std::filesystem::path directory_;
    std::string reason_;
    std::uintmax_t most_bytes_ = usual_bytes;
};

}  // namespace grader
