#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/changes.hpp"
#include "class/class_run.hpp"
#include "class/engine.hpp"
#include "class/engine_words.hpp"
#include "class/newcomers.hpp"
#include "class/outputs.hpp"
#include "class/records.hpp"
#include "class/rubrics.hpp"
#include "class/sha256.hpp"
#include "class/stop_signals.hpp"
#include "class/task.hpp"
#include "class/verbs.hpp"
#include "class/who.hpp"
#include "class/words.hpp"
#include "result/version.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct RegradeWords {
    fs::path out;
    std::vector<std::string> only;
    EngineWords engine;
    bool accept = false;
    bool afresh = false;
};

constexpr const char* about_regrade =
    "The new results are kept in DIR/regrade/, and those of before stay as they are until the same\n"
    "command with --accept, which grades nobody and takes what was shown. Interrupted, or given again,\n"
    "it goes on with what is in DIR/regrade/; --afresh throws that away first.\n\n"
    "Exit status: 0 nothing changed, 1 something did; 3 somebody has no verdict now, because the machine "
    "failed; 64 wrong\n"
    "             usage.";

RegradeWords with_ids(RegradeWords words, const Class& asked) {
    words.only = students_called(asked, words.only);
    return words;
}

bool is_meant(const RegradeWords& words, const std::string& id) {
    return words.only.empty() || std::find(words.only.begin(), words.only.end(), id) != words.only.end();
}

/// The same command, with the same students.
std::string command_for(const RegradeWords& words, const ClassDirectory& out, const std::string& option) {
    std::vector<std::string> command = {"regrade", out.path().string()};
    for (const std::string& id : words.only) {
        command.emplace_back("--only");
        command.push_back(id);
    }
    if (!option.empty()) command.push_back(option);
    return class_command(command);
}

/// The same class beside it, with those who are to be graded again; what an interrupted one has is gone on
/// with.
Class side_class(const ClassDirectory& out, const ClassDirectory& side, const Class& asked,
                 const RegradeWords& words, const ClassSetting& setting) {
    std::error_code ignored;
    if (words.afresh) fs::remove_all(side.path(), ignored);
    Class again = asked;
    again.created = utc_time_now();
    again.grader_version = grader_version();
    again.grader_hash = sha256_of_file(setting.call.grader);
    const std::vector<fs::path> rubrics = rubrics_of_class(out);
    again.rubric_hashes = hashes_of_rubrics(setting.call.root, rubrics);
    again.compiler = name_of_compiler();
    again.machine = this_machine();
    std::vector<const Student*> meant;
    for (const Student& student : asked.students) {
        if (is_meant(words, student.id)) meant.push_back(&student);
    }
    const std::vector<std::string> missing = without_submission(meant);
    const bool is_all = std::all_of(meant.begin(), meant.end(), [&](const Student* one) {
        return !one->problem.empty() || std::find(missing.begin(), missing.end(), one->id) != missing.end();
    });
    if (!missing.empty() && is_all) throw UserError("nothing was graded: " + about_missing(asked, missing));
    if (!missing.empty())
        fmt::print(stderr, "not graded: {}: {}\n", fmt::join(missing, ", "), about_missing(asked, missing));
    std::erase_if(again.students, [&](const Student& one) {
        return !is_meant(words, one.id) || std::find(missing.begin(), missing.end(), one.id) != missing.end();
    });
    fs::create_directories(side.path());
    keep_rubrics(side, rubrics);
    write_class(side, again);
    return again;
}

/// What another grader or another rubric left there is none of this one's.
void forget_others_results(const ClassDirectory& side, const Class& again, const ClassSetting& setting) {
    State now;
    for (const Student& student : again.students) {
        const State state = read_state(side, student.id);
        if (state.attempts.empty()) continue;
        if (now.grader_hash.empty()) describe(now, setting.call, student, again.options, std::nullopt);
        const bool is_same =
            state.grader_hash == now.grader_hash && state.rubric_hashes == again.rubric_hashes &&
            state.submission_hash == hash_of_submission(setting.call.root, student, again.options.lab);
        if (!is_same) fs::remove_all(side.student(student.id));
    }
}

/// Has the hash of the state whose changes a person has seen.
fs::path shown_mark(const ClassDirectory& side, const std::string& id) {
    return side.student(id) / "shown";
}

void mark_shown(const ClassDirectory& side, const Class& again) {
    for (const Student& student : again.students) {
        std::error_code missing;
        if (fs::exists(side.state(student.id), missing))
            ReplacedFile(shown_mark(side, student.id), "mark").write(sha256_of_file(side.state(student.id)));
    }
}

bool was_shown(const ClassDirectory& side, const std::string& id) {
    const auto mark = read_file(shown_mark(side, id));
    return mark && *mark == sha256_of_file(side.state(id));
}

void print_changes(const std::vector<StudentChange>& changes) {
    for (const StudentChange& change : changes) {
        if (change.is_any()) fmt::print("{}\n", change_line(change));
    }
    fmt::print("{}\n", summary_of(changes));
}

bool any_change(const std::vector<StudentChange>& changes) {
    return std::any_of(changes.begin(), changes.end(),
                       [](const StudentChange& change) { return change.is_any(); });
}

/// Those of whom there is a new verdict that was shown; names the others of whom there is something.
std::vector<const Student*> to_accept(const ClassDirectory& out, const ClassDirectory& side,
                                      const Class& asked, const RegradeWords& words, const fs::path& root) {
    const std::vector<std::string> rubrics = hashes_of_rubrics(root, rubrics_of_class(out));
    std::vector<const Student*> accepted;
    std::vector<std::string> left;
    for (const Student& student : asked.students) {
        if (!is_meant(words, student.id)) continue;
        const State state = read_state(side, student.id);
        if (state.attempts.empty() && words.only.empty()) continue;
        std::string why;
        // A verdict is not given up for none.
        if (!state.has_verdict)
            why = state.is_final ? "has no new verdict" : "was not graded again";
        else if (!was_shown(side, student.id))
            why = "has a new result that was not shown yet";
        else if (state.rubric_hashes != rubrics)
            why = "was graded before the class was rescored";
        if (why.empty())
            accepted.push_back(&student);
        else
            left.push_back(fmt::format("{} {}", student.id, why));
    }
    if (accepted.empty())
        throw UserError(fmt::format("there is no new result to accept{}; to grade again, and to see them: {}",
                                    left.empty() ? "" : fmt::format(": {}", fmt::join(left, ", ")),
                                    command_for(words, out, "")));
    if (!left.empty()) fmt::print(stderr, "left as before: {}\n", fmt::join(left, ", "));
    return accepted;
}

void take_over(const ClassDirectory& out, const ClassDirectory& side, const std::string& id) {
    const fs::path old = out.student(id);
    const fs::path before = old.string() + ".before";
    std::error_code ignored;
    fs::remove(shown_mark(side, id), ignored);
    fs::remove_all(before, ignored);
    if (fs::exists(old, ignored)) fs::rename(old, before);
    fs::rename(side.student(id), old);
    fs::remove_all(before, ignored);
}

/// Exactly what was shown: nobody is graded here.
int accept(const ClassDirectory& out, const ClassDirectory& side, Class asked, const RegradeWords& words,
           const ClassSetting& setting) {
    const auto accepted = to_accept(out, side, asked, words, setting.call.root);
    const Class again = read_class(side);
    std::vector<StudentChange> changes;
    for (const Student* student : accepted)
        changes.push_back(
            change_of(*student, read_outcome(out, student->id), read_outcome(side, student->id)));
    print_changes(changes);
    ReplacedFile(out.path() / "changes.csv", "list of changes").write(changes_csv(changes));
    for (const Student* student : accepted) take_over(out, side, student->id);
    // Of some students alone, each one's state has it.
    const auto gradable = std::count_if(asked.students.begin(), asked.students.end(),
                                        [](const Student& one) { return one.problem.empty(); });
    if (accepted.size() == static_cast<std::size_t>(gradable)) {
        asked.grader_version = again.grader_version;
        asked.grader_hash = again.grader_hash;
        asked.rubric_hashes = again.rubric_hashes;
        asked.compiler = again.compiler;
        asked.machine = again.machine;
        write_class(out, asked);
    }
    std::error_code ignored;
    if (fs::is_empty(side.path() / "students", ignored)) fs::remove_all(side.path());
    const std::vector<Outcome> outcomes = read_outcomes(out, asked);
    write_outputs(out, asked, outcomes);
    fmt::print("accepted: {} has {}\n", out.path().string(),
               counted(accepted.size(), "new result", "new results"));
    for (const std::string& line : stale_outputs(out)) fmt::print("{}\n", line);
    if (const std::string mixed = mixed_rubrics(out, asked, outcomes); !mixed.empty())
        fmt::print("{}\n", mixed);
    return any_change(changes) ? class_differs : 0;
}

int run(const RegradeWords& given, const ClassSetting& setting) {
    const ClassDirectory out(fs::absolute(given.out).lexically_normal());
    const Class asked = read_class(out);
    const RegradeWords words = with_ids(given, asked);
    const ClassLock lock(out);
    const ClassDirectory side(out.path() / "regrade");
    if (words.accept) return accept(out, side, asked, words, setting);
    StopSignals stop;
    const Class again = side_class(out, side, asked, words, setting);
    forget_others_results(side, again, setting);
    const auto engine = engine_of(words.engine, setting, side.path());
    const ClassEnd end = run_class(side, again, *engine, stop);
    if (end.interrupted) {
        fmt::print(stderr, "interrupted: the same command goes on\n");
        StopSignals::end_by(stop.taken());
    }
    std::vector<StudentChange> changes;
    for (const Student& student : again.students)
        changes.push_back(change_of(student, read_outcome(out, student.id), read_outcome(side, student.id)));
    print_changes(changes);
    mark_shown(side, again);
    const fs::path list = side.path() / "changes.csv";
    ReplacedFile(list, "list of changes").write(changes_csv(changes));
    if (any_change(changes)) {
        fmt::print("{}\nnothing of before is overwritten; to take the new results: {}\n", list.string(),
                   command_for(words, out, "--accept"));
    }
    if (end.no_verdict > 0) return class_unfit;
    return any_change(changes) ? class_differs : 0;
}

}  // namespace

void add_class_regrade(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<RegradeWords>();
    CLI::App* verb = app.add_subcommand(
        "regrade", "Grade again, and say whose points change, before anything is replaced");
    verb->footer(about_regrade);
    verb->add_option("out", words->out, "the class's directory")->type_name("DIR")->required();
    verb->add_option("--only", words->only, "only these students, by ID, name or address; may be repeated")
        ->type_name("STUDENT")
        ->allow_extra_args(false);
    CLI::Option* accepting =
        verb->add_flag("--accept", words->accept,
                       "put the new results that were shown into the places of the old ones; grades nobody");
    accepting->disable_flag_override();
    verb->add_flag("--afresh", words->afresh, "forget what an earlier regrade left")
        ->disable_flag_override()
        ->excludes(accepting);
    add_engine_options(*verb, words->engine);
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
