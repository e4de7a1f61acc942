#include "class/newcomers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/collect.hpp"
#include "class/words.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

bool is_empty_folder(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return false;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (!at->is_directory(ignored) || at->is_symlink(ignored)) return false;
    }
    return !error;
}

/// Where collect() copies and unpacks meanwhile: the class's own copies stay as they were graded.
class SourceAgain {
 public:
    explicit SourceAgain(const ClassDirectory& out) : place_(out.path() / ".newcomers") { clear(); }
    ~SourceAgain() { clear(); }
    SourceAgain(const SourceAgain&) = delete;
    SourceAgain& operator=(const SourceAgain&) = delete;

    [[nodiscard]] const ClassDirectory& place() const { return place_; }

 private:
    void clear() const {
        std::error_code ignored;
        fs::remove_all(place_.path(), ignored);
    }

    ClassDirectory place_;
};

bool is_here_already(const Class& asked, const Student& student) {
    return std::any_of(asked.students.begin(), asked.students.end(), [&](const Student& one) {
        return one.problem.empty() && (one.id == student.id || one.submission == student.submission);
    });
}

void put(Class& asked, Student student) {
    const auto old = std::find_if(asked.students.begin(), asked.students.end(),
                                  [&](const Student& one) { return one.id == student.id; });
    if (old == asked.students.end())
        asked.students.push_back(std::move(student));
    else
        *old = std::move(student);
}

}  // namespace

void name_empty_folders(Class& asked) {
    for (Student& student : asked.students) {
        if (student.problem.empty() && student.commit.empty() && is_empty_folder(student.submission))
            student.problem = "there is no file in what was handed in";
    }
}

std::vector<std::string> add_newcomers(const ClassDirectory& out, Class& asked) {
    std::error_code error;
    if (!fs::is_directory(asked.source, error)) return {};
    const SourceAgain again(out);
    Class now;
    try {
        collect(again.place(), {asked.source, asked.roster, "", asked.options.deadline}, now, {});
    } catch (const UserError&) {
        // Nobody's submission is there any more: then nobody has come, either.
        return {};
    }
    name_empty_folders(now);
    std::vector<std::string> ids;
    for (Student& student : now.students) {
        if (!student.problem.empty() || is_here_already(asked, student)) continue;
        const fs::path copied = again.place().submissions() / student.id;
        if (student.submission == copied) {
            const fs::path own = out.submissions() / student.id;
            fs::create_directories(out.submissions());
            fs::remove_all(own);
            fs::rename(copied, own);
            student.submission = own.string();
        }
        ids.push_back(student.id);
        put(asked, std::move(student));
    }
    if (!ids.empty()) write_class(out, asked);
    return ids;
}

std::vector<std::string> without_submission(const std::vector<const Student*>& students) {
    std::vector<std::string> ids;
    for (const Student* student : students) {
        std::error_code error;
        const bool is_there = fs::exists(fs::symlink_status(student->submission, error));
        if (student->problem.empty() && !is_there) ids.push_back(student->id);
    }
    return ids;
}

std::string about_missing(const Class& asked, const std::vector<std::string>& ids) {
    const std::string first = asked.student(ids.front())->submission;
    return fmt::format(
        "{} no longer there: {}. Put {} back (the class was collected from {}), or grade from the new place: "
        "{}",
        ids.size() == 1 ? "the submission is" : fmt::format("{} submissions are", ids.size()), first,
        ids.size() == 1 ? "it" : "them", asked.source, class_command({"grade", "SOURCE", "--out", "NEW"}));
}

void require_submissions(const Class& asked, const std::vector<const Student*>& students) {
    const std::vector<std::string> missing = without_submission(students);
    if (!missing.empty())
        throw UserError(fmt::format("{}: {}", fmt::join(missing, ", "), about_missing(asked, missing)));
}

}  // namespace grader
