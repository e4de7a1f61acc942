#include "submission/place.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "submission/names.hpp"
#include "submission/no_directory.hpp"

namespace grader {

namespace {

/// Folders around folders around a submission: more are no accident.
constexpr int most_around = 12;
/// Directories that are looked into for sources.
constexpr int most_searched = 20'000;
constexpr std::size_t most_named = 10;

bool is_source(const Entry& entry) {
    return entry.kind == EntryKind::file && role_of(entry.name()).role == Role::unit;
}

std::string with_slash(const Entry& entry) {
    return entry.path + (entry.kind == EntryKind::directory ? "/" : "");
}

class Search {
 public:
    Search(const Tree& tree, const Wanted& wanted) : tree_(tree), wanted_(wanted) {}

    [[nodiscard]] Places run() {
        Places places = search("", 0);
        if (places.labs.empty() && places.complaint.empty()) places.complaint = nothing_found(places);
        return places;
    }

 private:
    struct Level {
        std::vector<Entry> labs;
        std::vector<Entry> units;
        std::vector<Entry> folders;  ///< directories with sources somewhere in them
    };

    Places search(const std::string& base, int depth);
    [[nodiscard]] std::optional<Places> clone_among(const std::vector<Entry>& entries);
    void take_labs(Places& places, const std::vector<Entry>& entries, int depth);
    [[nodiscard]] std::optional<Entry> inside(const Entry& lab, int number, int depth);
    [[nodiscard]] Places flat(const std::string& base, const Level& level);
    [[nodiscard]] bool holds(const std::string& directory, const std::function<bool(const Entry&)>& what);
    [[nodiscard]] std::string nothing_found(const Places& places) const;
    [[nodiscard]] std::optional<int> known_number(const std::string& name) const {
        const auto lab = lab_named(name);
        for (const std::vector<int>& some : {wanted_.known, wanted_.extra}) {
            if (lab && std::find(some.begin(), some.end(), *lab) != some.end()) return lab;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<int> known_lab(const Entry& entry) const {
        // A file may be called lab4, too. A link or a repository of that name is meant to be the lab's
        // directory.
        const bool may_be_one = entry.kind != EntryKind::file && entry.kind != EntryKind::special;
        return may_be_one ? known_number(entry.name()) : std::nullopt;
    }
    [[nodiscard]] std::string wanted_directories() const {
        if (wanted_.lab) return lab_directory(*wanted_.lab) + "/";
        std::vector<std::string> names;
        for (const int lab : wanted_.known) names.push_back(lab_directory(lab) + "/");
        return fmt::format("{}", fmt::join(names, " or "));
    }

    const Tree& tree_;
    const Wanted& wanted_;
    int searched_ = 0;
};

Places Search::search(const std::string& base, int depth) {
    const std::vector<Entry> entries = visible(tree_, base);
    if (auto clone = clone_among(tree_.list(base))) return std::move(*clone);
    Places places;
    places.base = base;
    take_labs(places, entries, depth);
    if (!places.labs.empty()) return places;
    Level level;
    for (const Entry& entry : entries) {
        if (is_source(entry)) level.units.push_back(entry);
        if (entry.kind == EntryKind::directory &&
            holds(entry.path, [&](const Entry& inner) { return is_source(inner) || known_lab(inner); }))
            level.folders.push_back(entry);
    }
    if (level.units.empty() && level.folders.size() == 1 && depth < most_around)
        return search(level.folders.front().path, depth + 1);
    std::vector<std::string> labs;
    for (const Entry& folder : level.folders) {
        if (holds(folder.path, [&](const Entry& inner) { return known_lab(inner).has_value(); }))
            labs.push_back(with_slash(folder));
    }
    if (!labs.empty()) {
        places.complaint = fmt::format(
            "{} holds several submissions ({}), and it is not clear which one is meant; hand "
            "in one of them",
            base.empty() ? "what was handed in" : base + "/", list_of(labs));
        return places;
    }
    if (!level.units.empty() || !level.folders.empty()) return flat(base, level);
    return places;
}

// A clone is known by the course's record, or by a starter/ with labs in it.
std::optional<Places> Search::clone_among(const std::vector<Entry>& entries) {
    const auto named = [&](const std::string& name) {
        return std::find_if(entries.begin(), entries.end(),
                            [&](const Entry& entry) { return lower_case(entry.name()) == name; });
    };
    const auto starter = named("starter");
    const bool has_record = named(".io-labs") != entries.end();
    Places places;
    if (starter == entries.end()) {
        const auto is_lab = [&](const Entry& entry) { return known_lab(entry).has_value(); };
        if (!has_record || std::any_of(entries.begin(), entries.end(), is_lab)) return std::nullopt;
        // The course's own directories are not to be searched for labs.
        places.complaint = fmt::format(
            "this is a clone of the course's repository without its starter/, in which {} would be; is it "
            "the "
            "repository you were given, and did you commit your work?",
            wanted_directories());
        return places;
    }
    places.base = starter->path;
    places.is_clone = true;
    places.complaint = why_no_directory(*starter);
    if (!places.complaint.empty()) return places;
    if (starter->kind != EntryKind::directory) return std::nullopt;
    take_labs(places, visible(tree_, starter->path), most_around);
    if (places.labs.empty() && !has_record) return std::nullopt;
    for (const Entry& entry : entries) {
        if (const auto lab = known_lab(entry))
            places.notices.push_back(fmt::format("{} was not read: in a clone, {}/{}/ is what is handed in",
                                                 with_slash(entry), starter->path, lab_directory(*lab)));
    }
    return places;
}

// Of two names for one lab the plainer one counts.
void Search::take_labs(Places& places, const std::vector<Entry>& entries, int depth) {
    for (const Entry& entry : entries) {
        const auto lab = known_lab(entry);
        if (!lab) continue;
        const auto [taken, is_new] = places.labs.emplace(*lab, entry);
        if (is_new) continue;
        const bool plainer = entry.name() == lab_directory(*lab);
        const Entry& other = plainer ? taken->second : entry;
        places.notices.push_back(fmt::format("{} was not read: {} is there, too", with_slash(other),
                                             with_slash(plainer ? entry : taken->second)));
        if (plainer) taken->second = entry;
    }
    for (auto& [number, entry] : places.labs) {
        if (auto deeper = inside(entry, number, depth)) entry = std::move(*deeper);
    }
}

/// Who packs a folder of their own called lab4 may have the whole repository in it.
std::optional<Entry> Search::inside(const Entry& lab, int number, int depth) {
    if (lab.kind != EntryKind::directory || depth >= most_around) return std::nullopt;
    const std::vector<Entry> entries = visible(tree_, lab.path);
    if (std::any_of(entries.begin(), entries.end(), is_source)) return std::nullopt;
    const Wanted one{{number}, number, {}};
    Search deeper(tree_, one);
    deeper.searched_ = searched_;
    Places places = deeper.search(lab.path, depth + 1);
    searched_ = deeper.searched_;
    const auto found = places.labs.find(number);
    // Files alone are the lab's where they are.
    if (found == places.labs.end() || lab_named(found->second.name()) != number) return std::nullopt;
    return found->second;
}

/// No directory of a lab, but sources: all of them are one lab's, if it is clear which.
Places Search::flat(const std::string& base, const Level& level) {
    Places places;
    places.base = base;
    const std::string own_name = base.empty() ? tree_.name() : base.substr(base.rfind('/') + 1);
    std::optional<int> lab = wanted_.lab;
    if (!lab) lab = known_number(own_name);
    // lab4.cpp alone is what it says.
    if (!lab && level.units.size() == 1 && level.folders.empty()) {
        const std::string unit = level.units.front().name();
        lab = known_number(unit.substr(0, unit.rfind('.')));
    }
    if (!lab && wanted_.known.size() == 1) lab = wanted_.known.front();
    if (lab) {
        places.labs.emplace(*lab, Entry{base, EntryKind::directory, 0, base});
        return places;
    }
    std::vector<std::string> found;
    for (const Entry& entry : level.units) found.push_back(entry.path);
    for (const Entry& entry : level.folders) found.push_back(with_slash(entry));
    std::vector<std::string> options;
    for (const int known : wanted_.known) options.push_back(fmt::format("--lab {}", known));
    const bool one = found.size() == 1;
    places.complaint = fmt::format(
        "{} {} in no lab's directory, and it is not clear for which lab; put {} into {}, or grade with {}",
        list_of(found), one ? "is" : "are", one ? "it" : "them", wanted_directories(),
        fmt::join(options, " or "));
    return places;
}

bool Search::holds(const std::string& directory, const std::function<bool(const Entry&)>& what) {
    if (++searched_ > most_searched) return false;
    const std::vector<Entry> entries = visible(tree_, directory);
    if (std::any_of(entries.begin(), entries.end(), what)) return true;
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.kind == EntryKind::directory && holds(entry.path, what);
    });
}

std::string Search::nothing_found(const Places& places) const {
    std::vector<std::string> found;
    std::string about;
    for (const Entry& entry : tree_.list(places.base)) {
        found.push_back(with_slash(entry));
        if (is_hidden(entry.name()) || !about.empty()) continue;
        if (const std::string reason = why_no_directory(entry); !reason.empty())
            about = ". " + reason;
        else if (entry.kind != EntryKind::directory && known_number(entry.name()))
            about = fmt::format(
                ". {0} is no directory; make one that is called so, and put the sources into it", entry.path);
        else if (const RoleOfName role = role_of(entry.name()); role.role == Role::left_out)
            about = fmt::format(". About {}: {}", entry.path, role.reason);
    }
    const std::string where = places.base.empty() ? "what was handed in" : places.base + "/";
    if (found.empty()) return fmt::format("there is nothing in {}: no {}", where, wanted_directories());
    return fmt::format("there is no {} in {}; found there: {}{}", wanted_directories(), where, list_of(found),
                       about);
}

}  // namespace

std::string list_of(const std::vector<std::string>& names) {
    const std::size_t shown = std::min(names.size(), most_named);
    const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown));
    std::string text = fmt::format("{}", fmt::join(first, ", "));
    if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

std::vector<Entry> visible(const Tree& tree, const std::string& directory) {
    std::vector<Entry> entries = tree.list(directory);
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [](const Entry& entry) {
                                     return is_hidden(entry.name()) || (entry.kind == EntryKind::directory &&
                                                                        is_a_build_directory(entry.name()));
                                 }),
                  entries.end());
    return entries;
}

Places find_places(const Tree& tree, const Wanted& wanted) {
    return Search(tree, wanted).run();
}

}  // namespace grader
