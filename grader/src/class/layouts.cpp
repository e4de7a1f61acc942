#include "class/layouts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
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
    std::string file;      ///< the student's own name of a file; empty of a directory
    bool is_text = false;  ///< what was typed into Moodle's text field, beside the files
};

struct NamedDirectory {
    std::string label;
    fs::path place;
    bool is_text = false;
};

/// "Ada Lovelace_12345_assignsubmission_file_" of a folder, or with the file's name behind it.
std::optional<Named> named_by_moodle(const std::string& name) {
    static const Pattern form(R"((.+)_([0-9]+)_assignsubmission_(file|onlinetext)_?(.*))");
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
    named.is_text = match[3] == "onlinetext";
    named.file = match[4];
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

/// What a browser makes of the second download: "ada" of "ada (1)"; empty of any other name.
std::string without_copy_number(const std::string& name) {
    static const Pattern form(R"((.+?) ?\([0-9]+\))");
    const std::vector<std::string> match = form.match(name);
    return match.empty() ? "" : match[1];
}

/// Moodle puts a student's text beside the student's files; of two folders with files nobody knows which
/// counts.
void choose_directory(HandedIn& student, const std::vector<NamedDirectory>& all) {
    std::vector<NamedDirectory> with_files;
    for (const NamedDirectory& one : all)
        if (!one.is_text) with_files.push_back(one);
    const std::vector<NamedDirectory>& found = with_files.empty() ? all : with_files;
    if (found.empty()) return;
    student.label = found.front().label;
    if (found.size() > 1 || !student.files.empty()) {
        std::vector<std::string> labels;
        for (const NamedDirectory& one : found) labels.push_back(one.label);
        for (const auto& [name, place] : student.files)
            labels.push_back(printable(place.filename().string()));
        student.problem = problem_of_several(labels);
        return;
    }
    student.place = found.front().place;
    for (const NamedDirectory& one : all)
        if (one.place != student.place)
            student.notices.push_back(fmt::format("{} was left out beside {}", one.label, student.label));
}

/// Of two folders and archives of one name both are named, and none is taken.
void join_doubles(std::vector<HandedIn>& submissions) {
    std::vector<HandedIn> joined;
    std::map<std::string, std::vector<std::string>> labels;
    for (const HandedIn& one : submissions) labels[lower_case(one.id)].push_back(one.label);
    for (HandedIn& one : submissions) {
        std::vector<std::string>& all = labels[lower_case(one.id)];
        if (all.empty()) continue;
        if (all.size() > 1) one.problem = problem_of_several(all);
        all.clear();
        joined.push_back(std::move(one));
    }
    submissions = std::move(joined);
}

/// Each student's entries together. Of several archives and files all are the student's.
Found by_names(const fs::path& directory, const std::vector<Entry>& entries, Naming naming) {
    Found found;
    std::vector<std::string> order;
    std::map<std::string, HandedIn> students;
    std::map<std::string, std::vector<NamedDirectory>> directories;
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
        if (entry.kind == EntryKind::directory)
            directories[named->whose].push_back({label_of(entry), place, named->is_text});
        else if (entry.kind == EntryKind::file)
            student.files.emplace_back(named->file, place);
    }
    for (const std::string& whose : order) {
        HandedIn& student = students.at(whose);
        choose_directory(student, directories[whose]);
        // One archive is what the grader takes as it is.
        if (student.problem.empty() && student.place.empty() && student.files.size() == 1 &&
            is_called_an_archive(student.files[0].second))
            student.place = student.files[0].second;
        if (!student.place.empty() || !student.problem.empty()) student.files.clear();
        found.submissions.push_back(std::move(student));
    }
    return found;
}

Found one_each(const fs::path& directory, const std::vector<Entry>& entries) {
    Found found;
    const std::string prefix = prefix_of_repositories(directory);
    std::set<std::string> names;
    for (const Entry& entry : entries)
        if (is_submission(entry)) names.insert(lower_case(without_ending(entry)));
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
        if (const std::string first = without_copy_number(student.id); names.count(lower_case(first)) > 0)
            student.id = first;
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
    join_doubles(found.submissions);
    found.layout = prefix.empty() ? "a folder or an archive each" : "clones of a classroom";
    return found;
}

std::size_t count_named(const std::vector<Entry>& entries, Naming naming) {
    return static_cast<std::size_t>(std::count_if(
        entries.begin(), entries.end(), [&](const Entry& one) { return naming(one.name()).has_value(); }));
}

}  // namespace

std::string problem_of_several(const std::vector<std::string>& labels) {
    return fmt::format(
        "several submissions are this student's, and it is not clear which one counts: {}; leave one",
        fmt::join(labels, " and "));
}

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
