#include <fmt/format.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/replaced_file.hpp"
#include "class/changes.hpp"
#include "class/class_progress.hpp"
#include "class/class_run.hpp"
#include "class/outputs.hpp"
#include "class/records.hpp"
#include "class/reports.hpp"
#include "class/rescore.hpp"
#include "class/rubrics.hpp"
#include "class/verbs.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct RescoreWords {
    fs::path out;
    std::vector<fs::path> rubrics;
    bool dry_run = false;
};

/// The document first: whoever is interrupted gives the command again.
void keep(const ClassDirectory& out, const std::string& id, const Outcome& outcome, const GraderCall& call,
          const std::string& hints) {
    write_result(call, *outcome.document, hints, out.student(id));
    write_state(out, id, outcome.state);
}

int run(const RescoreWords& words, const ClassSetting& setting) {
    const ClassDirectory out(fs::absolute(words.out).lexically_normal());
    Class asked = read_class(out);
    const ClassLock lock(out);
    const std::map<int, Rubric> rubrics = load_rubrics(setting.call.root, words.rubrics);
    const std::vector<std::string> hashes = hashes_of_rubrics(setting.call.root, words.rubrics);
    std::vector<StudentChange> changes;
    std::set<std::string> notices;
    ClassProgress progress(STDERR_FILENO);
    for (std::size_t at = 0; at < asked.students.size(); ++at) {
        const Student& student = asked.students[at];
        progress.show(fmt::format("[{}/{}] {}", at + 1, asked.students.size(), student.id));
        const Outcome before = read_outcome(out, student.id);
        if (!before.document) continue;
        Rescored rescored = rescore(*before.document, rubrics);
        notices.insert(rescored.notices.begin(), rescored.notices.end());
        Outcome after{before.state, std::move(rescored.document)};
        after.state.rubric_hashes = hashes;
        after.state.rescored = utc_time_now();
        changes.push_back(change_of(student, before, after));
        if (!words.dry_run) keep(out, student.id, after, setting.call, asked.options.hints);
    }
    progress.erase();
    for (const std::string& notice : notices) fmt::print(stderr, "notice: {}\n", notice);
    for (const StudentChange& change : changes) {
        if (change.is_any()) fmt::print("{}\n", change_line(change));
    }
    fmt::print("{}{}\n", summary_of(changes), words.dry_run ? " (with --dry-run: nothing was written)" : "");
    if (words.dry_run) return 0;
    ReplacedFile(out.path() / "changes.csv", "list of changes").write(changes_csv(changes));
    // What is graded again is scored with them, too.
    keep_rubrics(out, words.rubrics);
    asked.rubric_hashes = hashes;
    write_class(out, asked);
    write_outputs(out, asked, read_outcomes(out, asked));
    for (const std::string& line : stale_outputs(out)) fmt::print("{}\n", line);
    return 0;
}

}  // namespace

void add_class_rescore(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<RescoreWords>();
    CLI::App* verb = app.add_subcommand(
        "rescore", "Apply a changed rubric to the verdicts that are there, without grading");
    verb->footer(
        "Points, titles, texts and which checks count are the rubric's; verdicts stay. Prints whose points "
        "changed, and\n"
        "writes DIR/changes.csv. A rubric of --rubric is kept in DIR/rubrics/: regrade, verify and grade "
        "--resume score\n"
        "with it, until another rescore. To go back: rescore with the old rubric.\n\n"
        "Exit status: 0 done, whatever changed; 64 wrong usage.");
    verb->add_option("out", words->out, "the class's directory")->type_name("DIR")->required();
    verb->add_option("--rubric", words->rubrics,
                     "a rubric in the place of this repository's; may be repeated, one a lab")
        ->type_name("FILE")
        ->allow_extra_args(false);
    verb->add_flag("--dry-run", words->dry_run, "only say what would change")->disable_flag_override();
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
