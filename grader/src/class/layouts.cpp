#include "class/layouts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/pattern.hpp"
#include "class/identity.hpp"
#include "report/text.hpp"
#include "submission/names.hpp"
#include "submission/place.hpp"
#include "submission/tree.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr const char* metadata_name = "submission_metadata.yml";

bool is_source(const std::string& name) {
    return role_of(name).role == Role::unit;
}

/// What makes a directory one submission.
bool marks_a_submission(const Entry& entry) {
    if (entry.kind == EntryKind::directory)
        return lab_named(entry.name()).has_value() || lower_case(entry.name()) == "starter" ||
               entry.name() == ".io-labs";
    return entry.kind == EntryKind::file && is_source(entry.name());
}

/// The directory, or the only one in it, and so on: an archive often has a folder around everything.
fs::path unwrapped(fs::path directory) {
    for (int depth = 0; depth < 4; ++depth) {
        const auto tree = open_directory(directory);
        const std::vector<Entry> entries = visible(*tree, "");
        if (entries.size() != 1 || entries[0].kind != EntryKind::directory || marks_a_submission(entries[0]))
            break;
        const std::vector<Entry> inner = tree->list(entries[0].path);
        if (inner.empty() || std::any_of(inner.begin(), inner.end(), marks_a_submission)) break;
        directory /= entries[0].path;
    }
    return directory;
}

/// "lab4" where a directory is called "lab4-submissions" (gh classroom clone) or
/// "cs-lab4_submissions_2026_12_01_T_…" (gh teacher download): its repositories are called lab4-ada.
std::string prefix_of_repositories(const fs::path& directory) {
    static const Pattern form(R"((.+?)(?:-submissions|_submissions(?:_[0-9_T]+)?))");
    std::error_code ignored;
    const std::vector<std::string> match =
        form.match(fs::weakly_canonical(directory, ignored).filename().string());
    return match.empty() ? "" : match[1] + "-";
}

std::string label_of(const Entry& entry) {
    return printable(entry.path) + (entry.kind == EntryKind::directory ? "/" : "");
}

/// "ada" of "ada.zip".
std::string without_ending(const Entry& entry) {
    const std::string name = entry.name();
    if (entry.kind == EntryKind::directory) return name;
    const std::string lower = lower_case(name);
    const auto tar = lower.rfind(".tar");
    return name.substr(0, tar != std::string::npos && tar > 0 ? tar : name.rfind('.'));
}

bool is_submission(const Entry& entry) {
    return entry.kind == EntryKind::directory ||
           (entry.kind == EntryKind::file && is_called_an_archive(entry.name()));
}

/// Names in which a platform says whose an entry is.
struct Named {
    std::string whose;  ///< tells this student's entries from others'
    HandedIn student;
    std::string file;  ///< the student's own name of a file; empty of a directory
};

/// "Ada Lovelace_12345_assignsubmission_file_" of a folder, or with the file's name behind it.
std::optional<Named> named_by_moodle(const std::string& name) {
    static const Pattern form(R"((.+)_([0-9]+)_assignsubmission_(?:file|onlinetext)_?(.*))");
    const std::vector<std::string> match = form.match(name);
    if (match.empty()) return std::nullopt;
    Named named;
    named.whose = match[1] + "_" + match[2];
    named.student.id = named.whose;
    named.student.name = printable(match[1]);
    named.student.keys = {participant_key(match[2]), bare(match[1])};
    // In groups, the group's name stands before the student's.
    for (auto dash = match[1].find('-'); dash != std::string::npos; dash = match[1].find('-', dash + 1))
        named.student.keys.push_back(bare(match[1].substr(dash + 1)));
    named.file = match[3];
    return named;
}

/// "lovelaceada_LATE_12345_67890_lab4.zip".
std::optional<Named> named_by_canvas(const std::string& name) {
    static const Pattern form(R"(([^_]+)(_LATE)?_([0-9]+)_([0-9]+)_(.+))");
    const std::vector<std::string> match = form.match(name);
    if (match.empty()) return std::nullopt;
    Named named;
    named.whose = match[1] + "_" + match[3];
    named.student.id = match[1];
    named.student.late = !match[2].empty();
    named.student.keys = {canvas_key(match[3]), bare(match[1])};
    named.file = match[5];
    return named;
}

using Naming = std::optional<Named> (*)(const std::string&);

/// Each student's entries together. Of several archives and files all are the student's.
Found by_names(const fs::path& directory, const std::vector<Entry>& entries, Naming naming) {
    Found found;
    std::vector<std::string> order;
    std::map<std::string, HandedIn> students;
    for (const Entry& entry : entries) {
        std::optional<Named> named = naming(entry.name());
        if (!named) {
            found.notices.push_back(
                fmt::format("{} is not called like a submission, and was left out", label_of(entry)));
            continue;
        }
        const auto [at, is_new] = students.emplace(named->whose, named->student);
        HandedIn& student = at->second;
        if (is_new) {
            order.push_back(named->whose);
            student.label = label_of(entry);
        }
        student.late = student.late || named->student.late;
        const fs::path place = directory / entry.path;
        if (entry.kind == EntryKind::directory && student.place.empty())
            student.place = place;
        else if (entry.kind == EntryKind::file)
            student.files.emplace_back(named->file, place);
    }
    for (const std::string& whose : order) {
        HandedIn& student = students.at(whose);
        // One archive is what the grader takes as it is.
        if (student.place.empty() && student.files.size() == 1 &&
            is_called_an_archive(student.files[0].second))
            student.place = student.files[0].second;
        if (!student.place.empty()) student.files.clear();
        found.submissions.push_back(std::move(student));
    }
    return found;
}

Found one_each(const fs::path& directory, const std::vector<Entry>& entries) {
    Found found;
    const std::string prefix = prefix_of_repositories(directory);
    for (const Entry& entry : entries) {
        if (entry.kind == EntryKind::link || entry.kind == EntryKind::special ||
            entry.kind == EntryKind::unreadable) {
            HandedIn student;
            student.label = label_of(entry);
            student.id = entry.name();
            student.problem =
                entry.kind == EntryKind::link
                    ? "it is a link, and links are not followed; put what it leads to in its place"
                : entry.kind == EntryKind::unreadable ? "it can't be read; chmod -R u+rX makes it readable"
                                                      : "it is neither a directory nor a file";
            found.submissions.push_back(std::move(student));
            continue;
        }
        if (!is_submission(entry)) {
            found.notices.push_back(fmt::format(
                "{} is neither a directory nor a zip or tar archive, and was left out", label_of(entry)));
            continue;
        }
        HandedIn student;
        student.label = label_of(entry);
        student.id = without_ending(entry);
        if (!prefix.empty() && student.id.size() > prefix.size() && student.id.rfind(prefix, 0) == 0)
            student.id.erase(0, prefix.size());

        student.keys = {bare(student.id)};
        // "lab4-ada": what stands behind each dash may be the user name.
        for (auto dash = student.id.find('-'); dash != std::string::npos;
             dash = student.id.find('-', dash + 1))
            student.keys.push_back(bare(student.id.substr(dash + 1)));
        student.place = directory / entry.path;
        found.submissions.push_back(std::move(student));
    }
    found.layout = prefix.empty() ? "a folder or an archive each" : "clones of a classroom";
    return found;
}

std::size_t count_named(const std::vector<Entry>& entries, Naming naming) {
    return static_cast<std::size_t>(std::count_if(
        entries.begin(), entries.end(), [&](const Entry& one) { return naming(one.name()).has_value(); }));
}

}  // namespace

Found find_submissions(const fs::path& named) {
    std::error_code error;
    if (const fs::directory_iterator listed(named, error); error)
        throw UserError(fmt::format("{} can't be listed: {}", named.string(), error.message()));
    const fs::path directory = unwrapped(named);
    const auto tree = open_directory(directory);
    std::vector<Entry> entries = tree->list("");
    const auto mark = std::find_if(entries.begin(), entries.end(), marks_a_submission);
    if (fs::is_regular_file(directory / metadata_name, error))
        return read_gradescope(directory / metadata_name);
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [](const Entry& one) { return is_hidden(one.name()); }),
                  entries.end());
    Found found;
    if (count_named(entries, named_by_moodle) * 2 > entries.size()) {
        found = by_names(directory, entries, named_by_moodle);
        found.layout = "Moodle's download";
    } else if (count_named(entries, named_by_canvas) * 2 > entries.size()) {
        found = by_names(directory, entries, named_by_canvas);
        found.layout = "Canvas's download";
    } else if (mark != entries.end() && !is_hidden(mark->name())) {
        throw UserError(
            fmt::format("{} looks like one submission ({} is in it), and a class is a directory of several; "
                        "`./lab grade {}` grades one",
                        directory.string(), label_of(*mark), directory.string()));
    } else {
        found = one_each(directory, entries);
    }
    if (found.submissions.empty())
        throw UserError(
            fmt::format("there is no submission in {}: a class is a directory with a folder or an archive "
                        "each, or a roster (CSV) that names repositories",
                        directory.string()));
    return found;
}

}  // namespace grader
