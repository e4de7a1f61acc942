#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/changes.hpp"
#include "class/class_progress.hpp"
#include "class/grading_process.hpp"
#include "class/newcomers.hpp"
#include "class/records.hpp"
#include "class/rescore.hpp"
#include "class/rubrics.hpp"
#include "class/scratch_directory.hpp"
#include "class/verbs.hpp"
#include "class/who.hpp"
#include "class/words.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct VerifyWords {
    fs::path out;
    std::string id;
};

constexpr const char* about_verify =
    "Grades the student's submission again, aside, with the options of the class, and compares. What is not "
    "as it was then\n"
    "(grader, rubric, compiler, submission) is named. Nothing of the class is changed.\n\n"
    "Exit status: 0 the same verdicts, 1 others; 3 there is no verdict now, because the machine failed; 64 "
    "wrong usage.";

/// OUT/students/ID/result.json, or OUT and ID.
void find_result(VerifyWords& words) {
    words.out = fs::absolute(words.out).lexically_normal();
    if (!words.id.empty()) return;
    std::error_code ignored;
    const fs::path student = fs::is_directory(words.out, ignored) ? words.out : words.out.parent_path();
    if (student.parent_path().filename() != "students")
        throw UserError(fmt::format(
            "{} is no student's result in a class; name the class's directory and the student, or "
            "DIR/students/STUDENT/result.json",
            words.out.string()));
    words.id = student.filename().string();
    words.out = student.parent_path().parent_path();
}

/// What may explain another verdict.
std::vector<std::string> differences(const State& then, const State& now) {
    std::vector<std::string> all;
    const auto compare = [&](const std::string& what, const std::string& before, const std::string& after) {
        if (before != after) all.push_back(fmt::format("{}: {} then, {} now", what, before, after));
    };
    compare("the submission", then.submission_hash.substr(0, 12), now.submission_hash.substr(0, 12));
    compare("the grader's version", then.grader_version, now.grader_version);
    compare("the grader's program", then.grader_hash.substr(0, 12), now.grader_hash.substr(0, 12));
    compare("the compiler", then.compiler, now.compiler);
    if (then.rubric_hashes != now.rubric_hashes) all.emplace_back("a rubric is not the same as then");
    if (then.isolation != now.isolation) all.emplace_back("the machine's sandbox has other layers than then");
    return all;
}

int run(VerifyWords words, const ClassSetting& setting) {
    find_result(words);
    const ClassDirectory out(words.out);
    const Class asked = read_class(out);
    const Student* student = &student_called(asked, words.id);
    words.id = student->id;
    const Outcome before = read_outcome(out, words.id);
    if (!before.document)
        throw UserError(fmt::format("{} has no verdict that could be compared ({})", words.id,
                                    standing(*student, before)));
    require_submissions(asked, {student});
    const ScratchDirectory scratch;
    ClassProgress progress(STDERR_FILENO);
    progress.show(fmt::format("grading {} again", words.id));
    OneGrading grading = grade_in_process(setting.call, *student, asked.options, scratch.path());
    progress.erase();
    const std::vector<fs::path> rubrics = rubrics_of_class(out);
    if (grading.document)
        grading.document =
            rescore(std::move(*grading.document), load_rubrics(setting.call.root, rubrics)).document;
    Outcome after;
    describe(after.state, setting.call, *student, asked.options, grading.document);
    after.state.rubric_hashes = hashes_of_rubrics(setting.call.root, rubrics);
    for (const std::string& line : differences(before.state, after.state)) fmt::print("{}\n", line);
    if (!grading.document) {
        fmt::print("{}: {}\n", words.id, grading.attempt.failure);
        return class_unfit;
    }
    after.document = std::move(grading.document);
    const StudentChange change = change_of(*student, before, after);
    const auto checks = [&] {
        std::size_t count = 0;
        for (const LabResult& lab : after.document->labs) count += lab.checks.size();
        return count;
    }();
    if (!change.is_any()) {
        fmt::print("{}: the same: {}, {}, in {}\n", words.id,
                   counted(static_cast<std::size_t>(after.document->score()), "point", "points"),
                   change.standing_after,
                   checks == 1 ? "its only check" : fmt::format("all of {} checks", checks));
        return 0;
    }
    fmt::print("{}\n", change_line(change));
    return class_differs;
}

}  // namespace

void add_class_verify(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<VerifyWords>();
    CLI::App* verb = app.add_subcommand("verify", "Replay one student's grading, and compare");
    verb->footer(about_verify);
    verb->add_option("result", words->out,
                     "the class's directory, or a result in it: DIR/students/STUDENT/result.json")
        ->type_name("DIR|RESULT")
        ->required();
    verb->add_option("student", words->id, "whose, if a class's directory is named: ID, name or address")
        ->type_name("STUDENT");
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
