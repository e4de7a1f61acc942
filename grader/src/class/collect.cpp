#include "class/collect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/identity.hpp"
#include "class/layouts.hpp"
#include "class/person_names.hpp"
#include "class/repositories.hpp"
#include "class/roster.hpp"
#include "class/unpack.hpp"
#include "report/text.hpp"
#include "result/utf8.hpp"
#include "submission/tree.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        if (!step.valid) return false;
        text.remove_prefix(step.length);
    }
    return true;
}

/// Puts a student's submission where its path can be written down and given to others: files that lay among
/// others' into a directory of their own, and a name of other bytes than UTF-8 behind one that is.
void settle(const ClassDirectory& out, const HandedIn& handed, Student& student) {
    student.keys = handed.keys;
    student.notices.insert(student.notices.end(), handed.notices.begin(), handed.notices.end());
    if (!handed.problem.empty()) {
        student.problem = handed.problem;
        return;
    }
    std::error_code error;
    if (!handed.files.empty()) {
        const fs::path own = out.submissions() / student.id;
        fs::remove_all(own, error);
        fs::create_directories(own);
        for (const auto& [name, from] : handed.files)
            fs::copy_file(from, own / fs::path(name).filename(), fs::copy_options::overwrite_existing);
        student.submission = own.string();
        return;
    }
    const fs::path place = fs::absolute(handed.place).lexically_normal();
    if (is_utf8(place.native())) {
        student.submission = place.string();
        return;
    }
    const std::string ending = fs::is_directory(place, error) ? "" : safe_name(place.extension().string());
    const fs::path link = out.submissions() / (student.id + (ending.empty() ? "" : "." + ending));
    fs::create_directories(out.submissions());
    fs::remove(link, error);
    fs::create_symlink(place, link);
    student.submission = link.string();
    student.notices.push_back(fmt::format("{} has a name that is no UTF-8", handed.label));
}

/// What the directory tells of time.
void apply_deadline(const std::string& deadline, const HandedIn& handed, Student& student) {
    student.late = student.late || handed.late;
    student.submitted = handed.submitted;
    std::error_code ignored;
    if (student.problem.empty() && !deadline.empty() && fs::is_directory(student.submission, ignored) &&
        is_repository(student.submission)) {
        choose_commit(student, deadline);
        return;
    }
    if (!deadline.empty() && !student.submitted.empty() && student.submitted > deadline) student.late = true;
    if (student.late)
        student.notices.push_back(student.submitted.empty()
                                      ? "the platform calls it late"
                                      : fmt::format("handed in late, at {}", student.submitted));
}

struct InRoster {
    std::optional<std::size_t> place;
    std::string doubt;  ///< why there is none, though there is somebody
};

bool is_somebody_elses(const std::string& name, const Student& student, const std::vector<Student>& all) {
    return std::any_of(all.begin(), all.end(), [&](const Student& other) {
        return &other != &student && !other.name.empty() && bare(other.name) == bare(name) &&
               bare(other.name) != bare(student.name);
    });
}

/// The roster's student whom a submission's keys name: the first key that names exactly one, if the names do
/// not say that it is another one.
InRoster student_of(const HandedIn& handed, const std::multimap<std::string, std::size_t>& by_key,
                    const std::vector<Student>& students) {
    // Canvas tells the name in the file's name alone.
    const bool is_of_canvas =
        handed.name.empty() && handed.keys.size() > 1 && handed.keys.front().rfind(canvas_key(""), 0) == 0;
    const std::string& name = is_of_canvas ? handed.keys.back() : handed.name;
    for (const std::string& key : handed.keys) {
        if (key.empty() || by_key.count(key) != 1) continue;
        const std::size_t at = by_key.find(key)->second;
        const Student& student = students[at];
        const bool is_given = is_number(key.substr(key.rfind(' ') + 1));
        if (is_somebody_elses(name, student, students) ||
            (is_given && !may_be_one_person(name, student.name)))
            return {std::nullopt,
                    fmt::format("{}: by its number or address it is {}'s ({}), and by its name it is not; it "
                                "was graded as nobody's of the roster",
                                handed.label, printable(student.id), printable(student.name))};
        return {at, {}};
    }
    return {std::nullopt, fmt::format("{}: the roster does not name this student", handed.label)};
}

void without_roster(const ClassDirectory& out, const Found& found, const std::string& deadline,
                    Class& asked) {
    Identities identities;
    for (const HandedIn& handed : found.submissions) {
        Student student;
        if (identities.is_taken(handed.id))
            student.notices.push_back(
                fmt::format("{}: somebody is called {} already; if it is the same student, leave out one",
                            handed.label, printable(safe_name(handed.id))));
        student.id = identities.give(handed.id);
        student.name = handed.name;
        student.email = handed.email;
        settle(out, handed, student);
        apply_deadline(deadline, handed, student);
        asked.students.push_back(std::move(student));
    }
}

void with_roster(const ClassDirectory& out, const Found& found, Roster roster, const std::string& deadline,
                 Class& asked) {
    Identities identities;
    std::multimap<std::string, std::size_t> by_key;
    for (std::size_t at = 0; at < roster.students.size(); ++at) {
        Student& student = roster.students[at];
        for (const std::string& key : keys_of(student)) by_key.emplace(key, at);
        student.id = identities.give(student.id);
        student.repository.clear();
        student.problem = "nothing was handed in";
    }
    std::vector<std::pair<const HandedIn*, std::string>> others;
    std::map<std::size_t, std::vector<std::string>> labels;
    for (const HandedIn& handed : found.submissions) {
        const InRoster known = student_of(handed, by_key, roster.students);
        if (!known.place) {
            others.emplace_back(&handed, known.doubt);
            continue;
        }
        Student& student = roster.students[*known.place];
        std::vector<std::string>& all = labels[*known.place];
        all.push_back(handed.label);
        if (all.size() > 1) {
            student.submission.clear();
            student.problem = problem_of_several(all);
            continue;
        }
        student.problem.clear();
        if (student.name.empty()) student.name = handed.name;
        settle(out, handed, student);
        apply_deadline(deadline, handed, student);
    }
    asked.students = std::move(roster.students);
    for (const auto& [handed, doubt] : others) {
        Student student;
        student.id = identities.give(handed->id);
        student.name = handed->name;
        student.email = handed->email;
        student.notices.push_back(doubt);
        settle(out, *handed, student);
        apply_deadline(deadline, *handed, student);
        asked.students.push_back(std::move(student));
    }
}

void from_roster(const ClassDirectory& out, const CollectOptions& options, Class& asked,
                 const std::function<void(std::size_t, std::size_t)>& progress) {
    Roster roster = read_roster_file(options.source, options.repositories);
    if (!roster.has_repositories)
        throw UserError(
            fmt::format("{} does not say where the submissions are; it has: {}. Call a column repository, "
                        "url or path, give a pattern "
                        "(--repositories 'https://github.com/OUR-ORG/lab4-{{github_username}}.git'), or name "
                        "the directory with the "
                        "submissions and this roster beside it (--roster)",
                        options.source.filename().string(), fmt::join(roster.columns, ", ")));
    Identities identities;
    for (Student& student : roster.students) student.id = identities.give(student.id);
    asked.layout = "a roster of repositories";
    asked.roster = asked.source;
    asked.columns = roster.columns;
    asked.notices = roster.notices;
    asked.students = std::move(roster.students);
    const std::size_t all = asked.students.size();
    fetch_repositories(out, asked.students, options.deadline, fs::absolute(options.source).parent_path(),
                       [&](std::size_t done) { progress(done, all); });
}

}  // namespace

void collect(const ClassDirectory& out, const CollectOptions& options, Class& asked,
             const std::function<void(std::size_t, std::size_t)>& progress) {
    std::error_code error;
    asked.source = fs::absolute(options.source).lexically_normal().string();
    if (!fs::exists(options.source, error))
        throw UserError(
            fmt::format("{}: there is no such directory, archive or roster", options.source.string()));
    const bool is_directory = fs::is_directory(options.source, error);
    if (!is_directory && !is_called_an_archive(options.source)) {
        if (!options.roster.empty())
            throw UserError(
                fmt::format("--roster belongs to a directory or an archive of submissions, and {} is neither",
                            options.source.string()));
        from_roster(out, options, asked, progress);
        return;
    }
    if (!options.repositories.empty())
        throw UserError("--repositories belongs to a roster; name that instead of the directory");
    fs::path directory = options.source;
    if (!is_directory) {
        directory = out.submissions() / "unpacked";
        fs::remove_all(directory, error);
        unpack_class(options.source, directory, asked.notices);
    }
    const Found found = find_submissions(directory);
    asked.layout = found.layout;
    asked.notices.insert(asked.notices.end(), found.notices.begin(), found.notices.end());
    if (options.roster.empty()) {
        without_roster(out, found, options.deadline, asked);
    } else {
        Roster roster = read_roster_file(options.roster, "");
        asked.roster = fs::absolute(options.roster).lexically_normal().string();
        asked.columns = roster.columns;
        asked.notices.insert(asked.notices.end(), roster.notices.begin(), roster.notices.end());
        with_roster(out, found, std::move(roster), options.deadline, asked);
    }
    const auto timeless = std::count_if(asked.students.begin(), asked.students.end(), [](const Student& one) {
        return one.problem.empty() && one.submitted.empty();
    });
    if (!options.deadline.empty() && timeless > 0)
        asked.notices.push_back(
            fmt::format("the deadline could not be applied to {} of {} submissions: nothing tells when they "
                        "were handed in",
                        timeless, asked.students.size()));
}

}  // namespace grader
