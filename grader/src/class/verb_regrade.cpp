#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/replaced_file.hpp"
#include "class/changes.hpp"
#include "class/class_run.hpp"
#include "class/engine.hpp"
#include "class/engine_words.hpp"
#include "class/outputs.hpp"
#include "class/records.hpp"
#include "class/sha256.hpp"
#include "class/stop_signals.hpp"
#include "class/task.hpp"
#include "class/verbs.hpp"
#include "class/who.hpp"
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
    "The new results are kept in DIR/regrade/, and those of before stay as they are until --accept. "
    "Interrupted, or given\n"
    "again, it goes on with what is in DIR/regrade/; --afresh throws that away first.\n\n"
    "Exit status: 0 nothing changed, 1 something did; 3 somebody has no verdict now, because the machine "
    "failed; 64 wrong\n"
    "             usage.";

RegradeWords with_ids(RegradeWords words, const Class& asked) {
    words.only = students_called(asked, words.only);
    return words;
}

/// The same class beside it, with those who are to be graded again; what an interrupted one has is gone on
/// with.
Class side_class(const ClassDirectory& side, const Class& asked, const RegradeWords& words,
                 const ClassSetting& setting) {
    std::error_code ignored;
    if (words.afresh) fs::remove_all(side.path(), ignored);
    fs::create_directories(side.path());
    Class again = asked;
    again.created = utc_time_now();
    again.grader_version = grader_version();
    again.grader_hash = sha256_of_file(setting.call.grader);
    again.rubric_hashes = hashes_of_rubrics(setting.call.root);
    again.compiler = name_of_compiler();
    again.machine = this_machine();
    if (!words.only.empty()) {
        const auto is_left_out = [&](const Student& one) {
            return std::find(words.only.begin(), words.only.end(), one.id) == words.only.end();
        };
        again.students.erase(std::remove_if(again.students.begin(), again.students.end(), is_left_out),
                             again.students.end());
    }
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
            state.grader_hash == now.grader_hash && state.rubric_hashes == now.rubric_hashes &&
            state.submission_hash == hash_of_submission(setting.call.root, student, again.options.lab);
        if (!is_same) fs::remove_all(side.student(student.id));
    }
}

void accept(const ClassDirectory& out, const ClassDirectory& side, Class asked, const Class& again) {
    for (const Student& student : again.students) {
        // A verdict is not given up for none.
        if (!read_state(side, student.id).has_verdict) continue;
        const fs::path old = out.student(student.id);
        const fs::path before = old.string() + ".before";
        std::error_code ignored;
        fs::remove_all(before, ignored);
        if (fs::exists(old, ignored)) fs::rename(old, before);
        fs::rename(side.student(student.id), old);
        fs::remove_all(before, ignored);
    }
    // Of some students alone, each one's state has it.
    if (again.students.size() == asked.students.size()) {
        asked.grader_version = again.grader_version;
        asked.grader_hash = again.grader_hash;
        asked.rubric_hashes = again.rubric_hashes;
        asked.compiler = again.compiler;
        asked.machine = again.machine;
        write_class(out, asked);
    }
    fs::remove_all(side.path());
    write_outputs(out, asked, read_outcomes(out, asked));
}

int run(const RegradeWords& given, const ClassSetting& setting) {
    const ClassDirectory out(fs::absolute(given.out).lexically_normal());
    const Class asked = read_class(out);
    const RegradeWords words = with_ids(given, asked);
    const ClassLock lock(out);
    const ClassDirectory side(out.path() / "regrade");
    StopSignals stop;
    const Class again = side_class(side, asked, words, setting);
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
    for (const StudentChange& change : changes) {
        if (change.is_any()) fmt::print("{}\n", change_line(change));
    }
    fmt::print("{}\n", summary_of(changes));
    const bool is_changed = std::any_of(changes.begin(), changes.end(),
                                        [](const StudentChange& change) { return change.is_any(); });
    const fs::path list = (words.accept ? out.path() : side.path()) / "changes.csv";
    ReplacedFile(list, "list of changes").write(changes_csv(changes));
    if (words.accept) {
        accept(out, side, asked, again);
        fmt::print("accepted: {} has the new results\n", out.path().string());
    } else if (is_changed) {
        fmt::print(
            "{}\nnothing of before is overwritten; `./lab class regrade {} --accept` takes the new results\n",
            list.string(), out.path().string());
    }
    if (end.no_verdict > 0) return class_unfit;
    return is_changed ? class_differs : 0;
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
    verb->add_flag("--accept", words->accept, "put the new results into the places of the old ones")
        ->disable_flag_override();
    verb->add_flag("--afresh", words->afresh, "forget what an earlier regrade left")->disable_flag_override();
    add_engine_options(*verb, words->engine);
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
