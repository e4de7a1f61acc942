#include "cli/labs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "submission/names.hpp"
#include "submission/open.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr Lab labs[] = {{4, "labs/lab4-blocking/rubric.toml", false},
                        {5, "labs/lab5-async/rubric.toml", true}};

/// The labs that can be meant: what the course at `root` has a rubric for.
Wanted wanted_labs(const GradeOptions& options) {
    Wanted wanted;
    for (const Lab& lab : labs_in(options.root)) wanted.known.push_back(lab.number);
    if (wanted.known.empty())
        throw UserError(fmt::format("{} is no copy of the course: it has neither {} nor {}",
                                    options.root.string(), labs[0].rubric, labs[1].rubric));
    wanted.lab = options.lab;
    if (options.lab &&
        std::find(wanted.known.begin(), wanted.known.end(), *options.lab) == wanted.known.end())
        throw UserError(fmt::format("this copy of the course has no lab {}: there is no {}", *options.lab,
                                    (options.root / lab_with(*options.lab).rubric).string()));
    return wanted;
}

std::unique_ptr<Tree> open_tree(const GradeOptions& options) {
    const fs::path named = options.submission.empty() ? options.root : options.submission;
    if (!fs::exists(named))
        throw UserError(fmt::format(
            "{}: there is no such directory or archive; name what holds {} with your sources in it",
            named.string(), lab_directories()));
    if (!options.commit.empty() || is_called_a_submission(named))
        return open_submission(named, options.commit);
    throw UserError(fmt::format(
        "{} is neither a directory nor a zip or tar archive; name what holds {} with your sources "
        "in it",
        named.string(), lab_directories()));
}

}  // namespace

std::vector<Lab> labs_in(const fs::path& root) {
    std::vector<Lab> found;
    for (const Lab& lab : labs) {
        if (fs::exists(root / lab.rubric)) found.push_back(lab);
    }
    return found;
}

std::string Lab::directory() const {
    return lab_directory(number);
}

std::string lab_directories() {
    std::string all;
    for (const Lab& lab : labs) all += (all.empty() ? "" : " or ") + lab.directory() + "/";
    return all;
}

std::string complaint_about_lab(const std::string& number) {
    std::string all;
    for (const Lab& lab : labs) {
        if (number == std::to_string(lab.number)) return {};
        all += fmt::format("{}lab {}", all.empty() ? "" : " and ", lab.number);
    }
    return fmt::format("there is no lab \"{}\"; there are {}", number, all);
}

std::span<const Lab> all_labs() {
    return labs;
}

const Lab& lab_with(int number) {
    const auto* found = std::find_if(std::begin(labs), std::end(labs),
                                     [number](const Lab& lab) { return lab.number == number; });
    if (found == std::end(labs)) throw UserError(complaint_about_lab(std::to_string(number)));
    return *found;
}

void require_course(const GradeOptions& options) {
    if (options.root.empty() || !fs::is_directory(options.root / "labs"))
        throw UserError(
            "the course repository is not known: start the grader with ./lab, or name it with --root DIR");
}

Submission find_submission(const GradeOptions& options) {
    const Wanted wanted = wanted_labs(options);
    try {
        return read_submission(*open_tree(options), wanted);
    } catch (const Unreadable& unreadable) {
        return unreadable_submission(wanted, unreadable.what());
    }
}

}  // namespace grader
