#include "cli/selection.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "checks/catalogue.hpp"
#include "checks/run.hpp"
#include "result/rubric.hpp"

namespace grader {

namespace {

/// Whether --stage has named it. Case is nobody's concern here.
bool is_named(const std::string& stage, const std::vector<std::string>& stages) {
    return std::any_of(stages.begin(), stages.end(), [&](const std::string& word) {
        return ::strcasecmp(word.c_str(), stage.c_str()) == 0;
    });
}

/// Leaves out the checks of all other stages.
void keep_stages(Rubric& rubric, const std::vector<std::string>& stages) {
    if (stages.empty()) return;
    rubric.checks.erase(
        std::remove_if(rubric.checks.begin(), rubric.checks.end(),
                       [&](const RubricCheck& check) { return !is_named(check.stage, stages); }),
        rubric.checks.end());
}

/// "Lab 4 has the stages A, B, C and D": what there is, for whoever named another one.
std::string stages_of(const Rubric& rubric) {
    std::string text;
    for (const Stage& stage : rubric.stages) {
        if (!text.empty()) text += &stage == &rubric.stages.back() ? " and " : ", ";
        text += stage.id;
    }
    return fmt::format("{} has the stages {}", lab_phrase(rubric.lab), text);
}

/// What to say of --check patterns that no check matches.
std::string nothing_matches(const std::vector<std::string>& patterns, const std::vector<int>& labs,
                            const std::vector<std::string>& stages, const std::vector<Rubric>& rubrics,
                            const std::vector<std::string>& names) {
    const std::string complaint =
        fmt::format("no check of {}{} matches --check {}",
                    stages.empty() ? "" : fmt::format("stage {} of ", fmt::join(stages, " or ")),
                    phrase_of(labs), fmt::join(patterns, " --check "));
    if (!stages.empty()) {
        for (const Rubric& rubric : rubrics) {
            for (const CheckResult& other : select_checks(rubric, patterns, ""))
                return fmt::format("{}; {} is of stage {} of {}", complaint, other.name, other.stage,
                                   lab_phrase(rubric.lab));
        }
    }
    for (const std::string& pattern : patterns) {
        std::error_code ignored;
        if (std::filesystem::is_directory(pattern, ignored))
            return fmt::format("{}; that is a directory, did you mean `./lab grade {}`?", complaint, pattern);
    }
    if (names.empty()) return complaint + "; the report of a full run lists their names";
    constexpr std::size_t few = 4;
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), few));
    const std::string more = names.size() > few ? fmt::format(" or {} more", names.size() - few) : "";
    return fmt::format("{}; did you mean {}{}? (Case counts, and the whole name: '*Echo*' is Echo anywhere)",
                       complaint, fmt::join(names.begin(), end, ", "), more);
}

}  // namespace

void require_stages(const GradeOptions& options, const std::vector<int>& labs) {
    for (const std::string& word : options.stages) {
        std::string there_are;
        bool known = false;
        for (const int lab : labs) {
            const Rubric rubric = load_rubric(options.root / lab_with(lab).rubric);
            for (const Stage& stage : rubric.stages) known = known || is_named(stage.id, {word});
            there_are += (there_are.empty() ? "" : ", ") + stages_of(rubric);
        }
        if (!known) throw UserError(fmt::format("there is no stage {}; {}", word, there_are));
    }
}

Selection select_checks(const GradeOptions& options, std::vector<LabSources> labs) {
    Selection selection;
    std::vector<int> numbers;
    for (const LabSources& sources : labs) numbers.push_back(sources.lab);
    require_stages(options, numbers);
    // As they are, for what is to be said of a check that another stage has.
    std::vector<Rubric> rubrics;
    std::vector<std::string> patterns = options.checks;
    patterns.insert(patterns.end(), options.perhaps_checks.begin(), options.perhaps_checks.end());
    // A pattern that matches nothing is a mistake, also beside one that does.
    std::vector<std::string> idle = patterns;
    std::vector<std::string> perhaps_meant;
    std::vector<int> asked;
    for (LabSources& sources : labs) {
        const Lab& lab = lab_with(sources.lab);
        asked.push_back(lab.number);
        Rubric rubric = load_rubric(options.root / lab.rubric);
        require_checks(rubric, implemented_checks(lab.number));
        rubrics.push_back(rubric);
        keep_stages(rubric, options.stages);
        LabResult result;
        result.lab = lab.number;
        result.title = rubric.title;
        result.handout = rubric.handout;
        result.stages = rubric.stages;
        result.read = sources.what_was_read();
        // What is graded for somebody else, that student replays in a clone of their own.
        const bool own = options.submission.empty() || !options.student.empty();
        const std::string named = own ? "" : options.submission.string() + " ";
        result.checks =
            select_checks(rubric, patterns, fmt::format("./lab grade {}{} --check ", named, lab.option()));
        idle.erase(std::remove_if(idle.begin(), idle.end(),
                                  [&](const std::string& pattern) {
                                      return !select_checks(rubric, {pattern}, "").empty();
                                  }),
                   idle.end());
        for (std::string& name : names_like(rubric, idle)) {
            if (std::find(perhaps_meant.begin(), perhaps_meant.end(), name) == perhaps_meant.end())
                perhaps_meant.push_back(std::move(name));
        }
        // Of two labs the checks of one may have been meant.
        if (result.checks.empty()) continue;
        for (const Stage& stage : rubric.stages) {
            if (is_named(stage.id, options.stages) && !is_named(stage.id, selection.stages))
                selection.stages.push_back(stage.id);
        }
        selection.labs.push_back(std::move(sources));
        selection.results.push_back(std::move(result));
        selection.behaviours.push_back(rubric.behaviours);
    }
    for (const std::string& word : options.perhaps_checks) {
        if (std::find(idle.begin(), idle.end(), word) != idle.end())
            throw UserError(
                fmt::format("{}: that is neither a directory nor a check of {}; name the "
                            "submission, or another pattern for --check",
                            word, phrase_of(asked)));
    }
    if (!idle.empty()) throw UserError(nothing_matches(idle, asked, options.stages, rubrics, perhaps_meant));
    return selection;
}

}  // namespace grader
