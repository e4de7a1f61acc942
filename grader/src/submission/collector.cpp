#include "submission/collector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "submission/contents.hpp"
#include "submission/limits.hpp"
#include "submission/names.hpp"
#include "submission/no_directory.hpp"

namespace grader {

namespace {

constexpr int deepest = 24;
constexpr int most_directories = 2'000;

/// What a name with a dot before it would be without: "._main.cpp" is a Mac's shadow of main.cpp.
bool hides_a_source(const std::string& name) {
    const std::size_t begin = name.find_first_not_of("._");
    const Role role = begin == std::string::npos ? Role::irrelevant : role_of(name.substr(begin)).role;
    return role == Role::unit || role == Role::header;
}

}  // namespace

void Collector::collect(const Entry& place) {
    if (const std::string reason = why_no_directory(place); !reason.empty()) {
        sources_.complaint = reason;
        return;
    }
    walk(place.path, lab_directory(sources_.lab), 0);
    if (not_named_ > 0)
        sources_.left_out.push_back({fmt::format("{} more", not_named_),
                                     "of the same or of other reasons; hand in the sources alone"});
    std::sort(sources_.files.begin(), sources_.files.end(),
              [](const SourceFile& one, const SourceFile& other) { return one.name < other.name; });
    if (!too_much_.empty()) {
        sources_.complaint = too_much_;
        sources_.files.clear();
    } else if (std::none_of(sources_.files.begin(), sources_.files.end(),
                            [](const SourceFile& file) { return file.is_unit; })) {
        sources_.complaint = nothing_to_build(place);
    }
}

/// There may be as many as the submission likes.
void Collector::leave_out(const Entry& entry, std::string reason) {
    if (sources_.left_out.size() >= most_left_out)
        ++not_named_;
    else
        sources_.left_out.push_back(
            {entry.path + (entry.kind == EntryKind::directory ? "/" : ""), std::move(reason)});
}

std::string Collector::nothing_to_build(const Entry& place) const {
    const std::string where = place.path.empty() ? "what was handed in" : place.path + "/";
    std::string text =
        fmt::format("{} holds no C++ source (.cpp, .cc, .cxx): there is nothing to build", where);
    if (!seen_.empty()) return text + "; found there: " + list_of(seen_);
    if (!is_clone_) return text + "; it is empty";
    return text +
           fmt::format(
               "; it is empty. A git repository of its own arrives like this: if there is a {0}/.git where "
               "you work, remove it, then: git rm --cached {0}; git add {0}; and commit",
               place.path);
}

void Collector::walk(const std::string& directory, const std::string& shown, int depth) {
    if (depth > deepest || ++directories_ > most_directories) {
        too_much_ = fmt::format("{} goes too deep; is this the right directory?", directory.substr(0, 200));
        return;
    }
    for (const Entry& entry : tree_.list(directory)) {
        if (!too_much_.empty()) return;
        const std::string name = entry.name();
        if (depth == 0 && !is_hidden(name))
            seen_.push_back(name + (entry.kind == EntryKind::directory ? "/" : ""));
        if (is_hidden(name)) {
            if (name == ".git") nested_repositories_.push_back(directory);
            const bool matters = entry.kind == EntryKind::directory
                                     ? name != ".git" && holds_a_source(entry.path, 0)
                                     : hides_a_source(name);
            if (matters)
                leave_out(entry, name == "__MACOSX" ? "it is a Mac's own data"
                                                    : "names that begin with a dot are not read");
            continue;
        }
        if (entry.kind == EntryKind::directory) {
            if (const auto reason = why_built(entry))
                leave_out(entry, *reason);
            else
                walk(entry.path, shown + "/" + name, depth + 1);
            continue;
        }
        const RoleOfName role = role_of(name);
        if (leave_out_by_kind(entry)) continue;
        if (role.role == Role::left_out)
            leave_out(entry, role.reason);
        else if (role.role != Role::irrelevant)
            take(entry, shown + "/" + name, role.role == Role::unit);
    }
}

/// What is no file. Of links and pipes only those that are called like sources matter to anybody.
bool Collector::leave_out_by_kind(const Entry& entry) {
    switch (entry.kind) {
        case EntryKind::repository:
            leave_out(entry, "it is a git repository of its own; remove its .git and add its files");
            return true;
        case EntryKind::unreadable:
            leave_out(entry, "it may not be listed; make it readable (chmod u+rx)");
            return true;
        case EntryKind::link:
            leave_out(entry, "it is a link; hand in the file itself");
            return true;
        case EntryKind::special:
            leave_out(entry, "it is no ordinary file");
            return true;
        default:
            return false;
    }
}

void Collector::take(const Entry& entry, const std::string& shown, bool is_unit) {
    bytes_ += entry.bytes;
    if (bytes_ > most_source_bytes || sources_.files.size() >= most_source_files) {
        too_much_ = fmt::format(
            "{}/ holds more than {} source files, or {} MiB of source; is something there that is not "
            "yours, such as a build directory?",
            sources_.found_at.empty() ? "what was handed in" : sources_.found_at, most_source_files,
            most_source_bytes >> 20U);
        return;
    }
    // Git and archives know names that no file system takes.
    if (entry.name().size() > most_name_bytes || shown.size() > most_path_bytes)
        return leave_out(entry, "its name is too long; give it a shorter one");
    Contents contents = tree_.read(entry, most_source_bytes);
    if (!contents.ok) return leave_out(entry, fmt::format("it can't be read: {}", contents.reason));
    if (auto reason = why_no_source(contents.text)) return leave_out(entry, std::move(*reason));
    sources_.files.push_back({shown, std::move(contents.text), is_unit});
}

/// Why a directory inside a lab's is a build's and not the student's, if so.
std::optional<std::string> Collector::why_built(const Entry& directory) const {
    if (is_a_build_directory(directory.name())) return "it is a build directory";
    const std::vector<Entry> entries = tree_.list(directory.path);
    const auto mark = std::find_if(entries.begin(), entries.end(),
                                   [](const Entry& entry) { return marks_a_build_directory(entry.name()); });
    if (mark == entries.end()) return std::nullopt;
    return fmt::format("it is a build directory (it holds {})", mark->name());
}

bool Collector::holds_a_source(const std::string& directory, int depth) const {
    if (depth > 4) return false;
    const std::vector<Entry> entries = tree_.list(directory);
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.kind == EntryKind::directory ? holds_a_source(entry.path, depth + 1)
                                                  : hides_a_source(entry.name());
    });
}

}  // namespace grader
