#include "submission/listed_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace grader {

namespace {

/// PATH_MAX of limits.h: no file system of ours takes more.
constexpr std::size_t longest_path = 4096;

}  // namespace

bool ListedTree::add(const std::string& path, EntryKind kind, std::uintmax_t bytes, const std::string& key) {
    if (!path.empty() && path.front() == '/') {
        refuse(path, "its name is an absolute path");
        return false;
    }
    if (path.size() > longest_path) {
        refuse(path, "its name is too long; give it a shorter one");
        return false;
    }
    if (static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) > deepest_path) {
        refuse(path, "it lies too deep");
        return false;
    }
    std::string parent;
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t slash = path.find('/', begin);
        const std::size_t end = slash == std::string::npos ? path.size() : slash;
        const std::string name = path.substr(begin, end - begin);
        begin = end + 1;
        if (name.empty() || name == ".") continue;
        if (name == "..") {
            refuse(path, "its name leads out of what was handed in");
            return false;
        }
        const bool is_last = begin >= path.size();
        const std::string whole = parent.empty() ? name : parent + "/" + name;
        const EntryKind wanted = is_last ? kind : EntryKind::directory;
        const auto [known, is_new] = kinds_.emplace(whole, wanted);
        if (is_new) {
            directories_[parent].push_back({whole, wanted, is_last ? bytes : 0, is_last ? key : whole});
        } else if (known->second != EntryKind::directory || wanted != EntryKind::directory) {
            refuse(path, "its name is there twice");
            return false;
        }
        parent = whole;
    }
    return true;
}

std::vector<Entry> ListedTree::list_as_named(const std::string& directory) const {
    const auto found = directories_.find(directory);
    return found == directories_.end() ? std::vector<Entry>() : found->second;
}

}  // namespace grader
