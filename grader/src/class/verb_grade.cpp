#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/class_progress.hpp"
#include "class/class_run.hpp"
#include "class/collect.hpp"
#include "class/engine.hpp"
#include "class/engine_words.hpp"
#include "class/gradebook_words.hpp"
#include "class/instant.hpp"
#include "class/outputs.hpp"
#include "class/records.hpp"
#include "class/rubrics.hpp"
#include "class/sha256.hpp"
#include "class/stop_signals.hpp"
#include "class/usage.hpp"
#include "class/verbs.hpp"
#include "report/course_settings.hpp"
#include "result/version.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct GradeWords {
    CollectOptions collect;
    ClassOptions options;
    fs::path out;
    EngineWords engine;
    std::string zone;
    bool resume = false;
    GradebookWords gradebook;
};

constexpr const char* about_grade =
    "The source is a directory with a folder, a clone or an archive a student, such a directory as one "
    "archive, what\n"
    "Gradescope, Moodle, Canvas, GitHub Classroom or Classroom 50 give to download, or a roster (CSV) that "
    "names a\n"
    "repository a student.\n\n"
    "DIR/grades.csv and DIR/results.jsonl grow as results come; DIR/students/ID/ has each student's reports. "
    "Ctrl-C loses\n"
    "nothing: the same command with --resume goes on.\n\n"
    "Exit status: 0 everybody who handed something in has a verdict, whatever it is; 3 somebody has none, "
    "because the\n"
    "             machine failed twice; 64 wrong usage.";

/// "lab4-graded" beside "lab4/" or "lab4.zip".
fs::path usual_out(const fs::path& source) {
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(source, ignored);
    return whole.parent_path() / (whole.stem().string() + "-graded");
}

bool holds_a_class(const fs::path& out) {
    std::error_code ignored;
    return fs::exists(out / "class.json", ignored);
}

void make_directory(const fs::path& out) {
    std::error_code error;
    if (fs::exists(out, error) && !fs::is_directory(out, error))
        throw UserError(fmt::format("{} is no directory; name another one with --out", out.string()));
    if (fs::is_directory(out, error) && !fs::is_empty(out, error) && !fs::exists(out / ".lock", error))
        throw UserError(
            fmt::format("{} is not empty and holds no class; name a new directory with --out", out.string()));
    fs::create_directories(out, error);
    if (error || ::access(out.c_str(), W_OK) != 0)
        throw UserError(
            fmt::format("results can't be written to {}; name another directory with --out", out.string()));
}

/// Everything but the students' results.
Class prepare(const ClassDirectory& out, const GradeWords& words, const ClassSetting& setting) {
    Class asked;
    asked.created = utc_time_now();
    asked.options = words.options;
    asked.grader_version = grader_version();
    asked.grader_hash = sha256_of_file(setting.call.grader);
    asked.compiler = name_of_compiler();
    asked.rubric_hashes = hashes_of_rubrics(setting.call.root, {});
    asked.machine = this_machine();
    asked.handouts = load_settings(setting.call.root).handouts;
    ClassProgress progress(STDERR_FILENO);
    collect(out, words.collect, asked, [&](std::size_t done, std::size_t all) {
        progress.show(fmt::format("[{}/{}] fetching repositories", done, all));
    });
    progress.erase();
    write_class(out, asked);
    return asked;
}

void describe_class(const Class& asked, int jobs) {
    ClassProgress progress(STDERR_FILENO);
    progress.say(fmt::format("{} students: {}{}", asked.students.size(), asked.layout,
                             jobs > 0 ? fmt::format("; {} at once", jobs) : ""));
    for (const std::string& notice : asked.notices) progress.say("notice: " + notice);
    for (const Student& student : asked.students) {
        if (!student.problem.empty()) progress.say(fmt::format("{}: {}", student.id, student.problem));
        for (const std::string& notice : student.notices)
            progress.say(fmt::format("{}: {}", student.id, notice));
    }
}

int tell_end(const ClassDirectory& out, const ClassEnd& end, const GradeWords& words, StopSignals& stop) {
    if (end.interrupted) {
        fmt::print(stderr, "interrupted: {} are graded; to go on: ./lab class grade --resume --out {}\n",
                   end.graded, out.path().string());
        StopSignals::end_by(stop.taken());
    }
    fmt::print(
        "{} graded{}{}{}\n{}\n", end.graded,
        end.flagged > 0
            ? fmt::format(" ({} at the second try, or with something left open: see grades.csv)", end.flagged)
            : "",
        end.nothing > 0 ? fmt::format(", {} with nothing to grade", end.nothing) : "",
        end.no_verdict > 0
            ? fmt::format(", {} without a verdict, because the machine failed: see log.txt of each",
                          end.no_verdict)
            : "",
        (out.path() / "grades.csv").string());
    if (words.options.repeat > 1) fmt::print("{}\n", (out.path() / "flicker.csv").string());
    return end.no_verdict > 0 ? class_unfit : 0;
}

int run(GradeWords words, const ClassSetting& setting) {
    if (words.out.empty()) {
        if (words.collect.source.empty())
            throw UserError(
                "which class? name a directory, an archive or a roster; or with --resume the results: --out "
                "DIR");
        words.out = usual_out(words.collect.source);
    }
    require_labs_and_checks(setting.call.root, words.options.lab, words.options.checks);
    if (!words.gradebook.platform.empty()) check_gradebook(words.gradebook, words.options.lab);
    words.out = fs::absolute(words.out).lexically_normal();
    const ClassDirectory out(words.out);
    if (holds_a_class(words.out) && !words.resume)
        throw UserError(fmt::format(
            "{} holds a class already: --resume goes on with it, `./lab class regrade {}` grades it "
            "anew; or name another directory with --out",
            words.out.string(), words.out.string()));
    if (!holds_a_class(words.out) && words.collect.source.empty())
        throw UserError(fmt::format("{} holds no class that could be gone on with", words.out.string()));
    make_directory(words.out);
    const ClassLock lock(out);
    const bool begins = !holds_a_class(words.out);
    words.collect.deadline = words.options.deadline;
    StopSignals stop;
    const Class asked = begins ? prepare(out, words, setting) : read_class(out);
    if (const int signal = stop.taken(); signal != 0) StopSignals::end_by(signal);
    if (begins) describe_class(asked, jobs_of(words.engine, words.out));
    const auto engine = engine_of(words.engine, setting, words.out);
    const int status = tell_end(out, run_class(out, asked, *engine, stop), words, stop);
    if (!words.gradebook.platform.empty()) {
        GradebookWords gradebook = words.gradebook;
        gradebook.fill.lab = asked.options.lab;
        make_gradebook(out, asked, read_outcomes(out, asked), gradebook, setting.call.root);
    }
    return status;
}

}  // namespace

void add_class_grade(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<GradeWords>();
    CLI::App* verb =
        app.add_subcommand("grade", "Grade a class: everybody's submission, a few at the same time");
    verb->footer(about_grade);
    verb->add_option("source", words->collect.source,
                     "a directory or archive of submissions, or a roster (CSV)")
        ->type_name("SOURCE");
    verb->add_option("--out", words->out, "where results are kept; default: SOURCE-graded beside the source")
        ->type_name("DIR");
    verb->add_flag("--resume", words->resume, "go on with a class that was interrupted")
        ->disable_flag_override();
    verb->add_option("--roster", words->collect.roster,
                     "the students' order and names (CSV), for a directory or an archive; folders are found "
                     "by user names, "
                     "e-mail addresses, numbers and names")
        ->type_name("FILE");
    verb->add_option("--repositories", words->collect.repositories,
                     "for a roster: where each repository is, with its columns in braces, as in "
                     "'https://github.com/OUR-ORG/lab4-{github_username}.git'")
        ->type_name("PATTERN");
    verb->add_option(
            "--deadline", words->options.deadline,
            "grade of a repository the last commit before it, and flag what is late: 2026-12-01T23:59+01:00, "
            "2026-12-01T22:59Z, or with --zone; without seconds, its whole minute counts")
        ->type_name("TIME")
        ->check([](const std::string& text) {
            return instant_of(text)
                       ? ""
                       : "--deadline takes a time like 2026-12-01T22:59:59Z, not \"" + text + "\"";
        });
    verb->add_option("--zone", words->zone, "the zone of --deadline: Europe/Zurich")
        ->type_name("ZONE")
        ->check([](const std::string&) {
            return "--zone belongs to ./lab class, which makes one instant of both";
        });
    verb->add_option("--lab", words->options.lab, "grade only this lab")
        ->type_name("N")
        ->check(CLI::Range(1, 999));
    verb->add_option("--check", words->options.checks, "grade only checks whose names match; may be repeated")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    verb->add_option("--repeat", words->options.repeat,
                     "run each check N times; flicker.csv has those that do not always end the same way")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    verb->add_option("--hints", words->options.hints,
                     "how much the reports tell: 0 to 3, or course (see ./lab grade --help)")
        ->type_name("LEVEL")
        ->check(complaint_about_level);
    verb->add_option("--within", words->options.within, "be done with each student in this time")
        ->type_name("SECONDS")
        ->check(CLI::Range(30, 86400));
    verb->add_flag("--trusted", words->options.trusted,
                   "grade even where nothing protects your files (see ./lab doctor)")
        ->disable_flag_override();
    CLI::Option* platform = verb->add_option(
        "--for", words->gradebook.platform,
        "when all are graded, fill a gradebook in: canvas, moodle, gradescope, github-classroom, csv; its "
        "options are those of ./lab class grades");
    platform->type_name("KIND");
    add_gradebook_options(*verb, platform, words->gradebook);
    add_engine_options(*verb, words->engine);
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
