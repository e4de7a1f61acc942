#include "cli/labs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/labs.hpp"
#include "report/course_settings.hpp"
#include "result/rubric.hpp"
#include "submission/names.hpp"
#include "submission/open.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// The labs that can be meant: what the course at `root` has a rubric for. Practice is meant by those who
/// name it, and by homes that count it.
Wanted wanted_labs(const GradeOptions& options) {
    Wanted wanted;
    const bool named = !options.practice.empty() || (options.lab && is_practice(*options.lab));
    // With --lab it would count once for each lab.
    const bool counts_practice =
        options.with_bonus && !options.lab && load_settings(options.root).practice == PracticeUse::bonus;
    std::string rubrics;
    bool is_a_course = false;
    for (const Lab& lab : all_labs()) {
        if (!lab.is_practice()) rubrics += (rubrics.empty() ? "" : " nor ") + std::string(lab.rubric);
        if (!fs::exists(options.root / lab.rubric)) continue;
        is_a_course = true;
        if (lab.is_practice() == named) wanted.known.push_back(lab.number);
        if (lab.is_practice() && counts_practice) wanted.extra.push_back(lab.number);
    }
    if (!is_a_course || (wanted.known.empty() && !named))
        throw UserError(
            fmt::format("{} is no copy of the course: it has neither {}", options.root.string(), rubrics));
    std::vector<int> asked = options.practice;
    if (options.lab) asked.push_back(*options.lab);
    for (const int lab : asked) {
        if (std::find(wanted.known.begin(), wanted.known.end(), lab) == wanted.known.end())
            throw UserError(fmt::format("this copy of the course has no {}: there is no {}", lab_phrase(lab),
                                        (options.root / lab_with(lab).rubric).string()));
    }
    if (!options.practice.empty()) wanted.known = options.practice;
    wanted.lab = options.lab;
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
    for (const Lab& lab : all_labs()) {
        if (fs::exists(root / lab.rubric)) found.push_back(lab);
    }
    return found;
}

std::string lab_directories() {
    std::string all;
    for (const Lab& lab : all_labs()) {
        if (!lab.is_practice()) all += (all.empty() ? "" : " or ") + lab.directory() + "/";
    }
    return all;
}

std::string complaint_about_lab(const std::string& name) {
    if (name.rfind("practice", 0) == 0) return complaint_about_practice(name.substr(8));
    const int number = lab_number(name);
    std::string all;
    for (const Lab& lab : all_labs()) {
        if (lab.is_practice()) continue;
        if (number == lab.number) return {};
        all += fmt::format("{}{}", all.empty() ? "" : " and ", lab.phrase());
    }
    return fmt::format("there is no lab \"{}\"; there are {}", name, all);
}

std::string complaint_about_practice(const std::string& number) {
    int last = 0;
    for (const Lab& lab : all_labs()) {
        if (!lab.is_practice()) continue;
        last = lab.number - first_practice;
        if (number == std::to_string(last)) return {};
    }
    return fmt::format("there is no practice \"{}\"; there are practice 1 to {}", number, last);
}

std::string phrase_of(const std::vector<int>& labs) {
    std::string all;
    for (std::size_t at = 0; at < labs.size(); ++at) {
        const std::string phrase = lab_phrase(labs[at]);
        const bool same_kind = at > 0 && is_practice(labs[at - 1]) == is_practice(labs[at]);
        all += (at == 0 ? "" : " or ") + (same_kind ? phrase.substr(phrase.find(' ') + 1) : phrase);
    }
    return all;
}

const Lab& lab_with(int number) {
    const auto known = all_labs();
    if (std::none_of(known.begin(), known.end(), [number](const Lab& lab) { return lab.number == number; }))
        throw UserError(complaint_about_lab(std::to_string(number)));
    return properties_of(number);
}

void require_course(const GradeOptions& options) {
    if (options.root.empty() || !fs::is_directory(options.root / "labs"))
        throw UserError(
            "the course repository is not known: start the grader with ./lab, or name it with --root DIR");
}

Submission find_submission(const GradeOptions& options) {
    const Wanted wanted = wanted_labs(options);
    try {
        Submission submission = read_submission(*open_tree(options), wanted);
        // Nobody has to hand in practice: what is not begun is not there.
        std::erase_if(submission.labs, [&](const LabSources& lab) {
            const bool is_extra =
                std::find(wanted.extra.begin(), wanted.extra.end(), lab.lab) != wanted.extra.end();
            return (is_extra || options.only_begun) && !was_begun(lab, options.root);
        });
        return submission;
    } catch (const Unreadable& unreadable) {
        return unreadable_submission(wanted, unreadable.what());
    }
}

bool was_begun(const LabSources& sources, const fs::path& root) {
    if (sources.files.empty()) return false;
    return sources.fingerprint() != load_rubric(root / lab_with(sources.lab).rubric).stub;
}

}  // namespace grader
