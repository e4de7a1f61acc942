#include "cli/labs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr Lab labs[] = {{4, "lab4", "labs/lab4-blocking/rubric.toml", false},
                        {5, "lab5", "labs/lab5-async/rubric.toml", true}};

/// Who names starter/lab4 means starter with --lab 4: that command; nothing if `named` is no lab's directory.
std::string command_meant_by(const fs::path& named) {
    std::error_code ignored;
    const std::string own_name = fs::weakly_canonical(named, ignored).filename().string();
    const auto* lab = std::find_if(std::begin(labs), std::end(labs),
                                   [&](const Lab& known) { return own_name == known.directory; });
    if (lab == std::end(labs)) return {};
    const fs::path plain = named.lexically_normal();
    const fs::path shown = plain.has_filename() ? plain : plain.parent_path();  // "starter/lab4/"
    fs::path parent = shown.filename() == own_name ? shown.parent_path() : shown / "..";
    parent = parent.empty() ? "." : parent.lexically_normal();
    return fmt::format("./lab grade {} --lab {}", parent.string(), lab->number);
}

}  // namespace

std::string complaint_about_lab(const std::string& number) {
    std::string all;
    for (const Lab& lab : labs) {
        if (number == std::to_string(lab.number)) return {};
        all += fmt::format("{}lab {}", all.empty() ? "" : " and ", lab.number);
    }
    return fmt::format("there is no lab \"{}\"; there are {}", number, all);
}

fs::path find_submission(const GradeOptions& options) {
    const fs::path named = options.submission.empty() ? options.root / "starter" : options.submission;
    if (!fs::exists(named))
        throw UserError(fmt::format(
            "{}: there is no such directory; name one that holds lab4/ or lab5/ with your *.cpp in it",
            named.string()));
    if (!fs::is_directory(named))
        throw UserError(
            fmt::format("{} is not a directory; name the one that holds lab4/ or lab5/ with your *.cpp in it",
                        named.string()));
    const auto holds_a_lab = [](const fs::path& place) {
        return std::any_of(std::begin(labs), std::end(labs),
                           [&](const Lab& lab) { return fs::is_directory(place / lab.directory); });
    };
    if (holds_a_lab(named)) return named;
    // A clone is somebody else's: a link in it could lead to anybody's solution.
    if (fs::is_symlink(named / "starter"))
        throw UserError(fmt::format("{} is a symbolic link; it must be a directory of its own",
                                    (named / "starter").string()));
    if (holds_a_lab(named / "starter")) return named / "starter";
    if (const std::string meant = command_meant_by(named); !meant.empty())
        throw UserError(fmt::format("{} holds no lab4/ or lab5/, it is one of them; did you mean `{}`?",
                                    named.string(), meant));
    throw UserError(fmt::format(
        "{} holds no lab4/ or lab5/ (nor does its starter/): a submission is a directory with one of "
        "them in it",
        named.string()));
}

std::vector<Lab> select_labs(const GradeOptions& options, const fs::path& submission) {
    std::vector<Lab> selected;
    for (const Lab& lab : labs) {
        if (options.lab && *options.lab != lab.number) continue;
        if (fs::is_directory(submission / lab.directory))
            selected.push_back(lab);
        else if (options.lab)
            throw UserError(fmt::format("{} holds no {}/", submission.string(), lab.directory));
    }
    if (selected.empty()) throw UserError(fmt::format("there is no lab {} here", options.lab.value_or(0)));
    return selected;
}

}  // namespace grader
