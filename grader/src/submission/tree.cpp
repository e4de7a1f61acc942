#include "submission/tree.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace grader {

namespace {

std::string joined(const std::string& directory, const std::string& name) {
    return directory.empty() ? name : directory + "/" + name;
}

}  // namespace

std::vector<Entry> Tree::list(const std::string& directory) const {
    std::map<std::string, Entry> found;
    for (Entry& entry : list_as_named(directory)) {
        if (entry.name().find('\\') == std::string::npos)
            found.emplace(entry.path, std::move(entry));
        else
            unfold(entry);
    }
    if (const auto more = unfolded_.find(directory); more != unfolded_.end()) {
        for (const auto& [path, entry] : more->second) {
            const bool is_new = found.emplace(path, entry).second;
            if (!is_new && entry.kind == EntryKind::file) refuse(entry.key, "its name is there twice");
        }
    }
    std::vector<Entry> entries;
    for (auto& [path, entry] : found) entries.push_back(std::move(entry));
    return entries;
}

void Tree::refuse(const std::string& path, const std::string& reason) const {
    constexpr std::size_t most_refused = 100;
    constexpr std::size_t most_shown = 200;
    if (refused_.size() < most_refused) refused_.emplace(path.substr(0, most_shown), reason);
}

/// Puts a\b.cpp where a/b.cpp belongs, and makes the directories on the way.
void Tree::unfold(const Entry& entry) const {
    const std::string name = entry.name();
    const auto signs = static_cast<std::size_t>(std::count(name.begin(), name.end(), '\\'));
    constexpr std::size_t most_unfolded = 100'000;
    if (signs > deepest_path || unfolded_names_ + signs > most_unfolded)
        return refuse(entry.key, "it lies too deep");
    unfolded_names_ += signs + 1;
    std::string directory = entry.path.substr(0, entry.path.size() - entry.name().size());
    if (!directory.empty()) directory.pop_back();
    std::string rest = entry.name();
    for (auto sign = rest.find('\\'); sign != std::string::npos; sign = rest.find('\\')) {
        const std::string part = rest.substr(0, sign);
        rest.erase(0, sign + 1);
        if (part == "..") return refuse(entry.key, "its name leads out of what was handed in");
        if (part.empty() || part == ".") continue;
        const std::string path = joined(directory, part);
        unfolded_[directory].emplace(path, Entry{path, EntryKind::directory, 0, path});
        directory = path;
    }
    if (rest == "..") return refuse(entry.key, "its name leads out of what was handed in");
    if (rest.empty() || rest == ".") return;  // a directory, and it is made
    Entry plain = entry;
    plain.path = joined(directory, rest);
    unfolded_[directory].emplace(plain.path, std::move(plain));
}

}  // namespace grader
