// A tree of which the paths come as a list, as an archive has it. What such a list may lie about is refused
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "submission/limits.hpp"
#include "submission/tree.hpp"

namespace grader {

class ListedTree : public Tree {
 protected:
    /// More entries than this are no homework. Whoever lists asks before it adds.
    static constexpr std::size_t most_entries = most_archived_entries;

    /// `key` is what the tree will know it by; the directories on the way appear by themselves. False if the
    /// path is refused: it is absolute, too long or too deep, has `..` in it, or is there already.
    bool add(const std::string& path, EntryKind kind, std::uintmax_t bytes, const std::string& key);
    [[nodiscard]] std::size_t size() const { return kinds_.size(); }

    [[nodiscard]] std::vector<Entry> list_as_named(const std::string& directory) const override;

 private:
    std::map<std::string, std::vector<Entry>> directories_;
    std::map<std::string, EntryKind> kinds_;  // by path
};

}  // namespace grader
