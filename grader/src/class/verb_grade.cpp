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
#include "class/newcomers.hpp"
#include "class/outputs.hpp"
#include "class/records.hpp"
#include "class/rubrics.hpp"
#include "class/sha256.hpp"
#include "class/stop_signals.hpp"
#include "class/usage.hpp"
#include "class/verbs.hpp"
#include "class/words.hpp"
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
    const CLI::App* verb = nullptr;
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

/// The results' directory. What is made of it for a class that does not come about is removed again.
class Place {
 public:
    explicit Place(const ClassDirectory& out) : out_(out.path()) {
        std::error_code error;
        if (fs::exists(out_, error) && !fs::is_directory(out_, error))
            throw UserError(fmt::format("{} is no directory; name another one with --out", out_.string()));
        if (fs::is_directory(out_, error) && !fs::is_empty(out_, error) && !fs::exists(out_ / ".lock", error))
            throw UserError(fmt::format("{} is not empty and holds no class; name a new directory with --out",
                                        out_.string()));
        is_new_ = fs::create_directories(out_, error);
        if (error || ::access(out_.c_str(), W_OK) != 0)
            throw UserError(fmt::format("results can't be written to {}; name another directory with --out",
                                        out_.string()));
    }
    ~Place() {
        if (holds_a_class(out_)) return;
        std::error_code ignored;
        for (const char* name : {".lock", "clones", "submissions"}) fs::remove_all(out_ / name, ignored);
        if (is_new_) fs::remove(out_, ignored);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

 private:
    fs::path out_;
    bool is_new_ = false;
};

std::string without_end(const fs::path& path) {
    if (path.empty()) return {};
    std::error_code ignored;
    std::string text = fs::weakly_canonical(fs::absolute(path), ignored).string();
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    return text;
}

/// What a class began with it keeps: other words would be heard by nobody.
void require_same_words(const GradeWords& words, const Class& asked) {
    std::vector<std::string> others;
    const auto compare = [&](const std::string& option, bool is_same, const std::string& then) {
        const auto count =
            option == "source" ? words.collect.source.empty() ? 0 : 1 : words.verb->count(option);
        if (count > 0 && !is_same)
            others.push_back(fmt::format("{} {}", option, then.empty() ? "not given" : then));
    };
    const ClassOptions& now = words.options;
    const ClassOptions& then = asked.options;
    compare("source", without_end(words.collect.source) == without_end(asked.source), asked.source);
    compare("--roster", without_end(words.collect.roster) == without_end(asked.roster), asked.roster);
    compare("--lab", now.lab == then.lab, then.lab == 0 ? "" : std::to_string(then.lab));
    compare("--check", now.checks == then.checks, fmt::format("{}", fmt::join(then.checks, " ")));
    compare("--repeat", now.repeat == then.repeat, std::to_string(then.repeat));
    compare("--hints", now.hints == then.hints, then.hints);
    compare("--within", now.within == then.within, then.within == 0 ? "" : std::to_string(then.within));
    compare("--deadline", now.deadline == then.deadline, then.deadline);
    compare("--trusted", now.trusted == then.trusted, "");
    if (others.empty()) return;
    throw UserError(
        fmt::format("--resume goes on with the class in {} as it began: {}. Leave the other words out, or "
                    "grade into another directory with --out",
                    words.out.string(), fmt::join(others, ", ")));
}

void require_what_is_left(const ClassDirectory& out, const Class& asked) {
    std::vector<const Student*> left;
    for (const std::string& id : unfinished_students(out, asked)) left.push_back(asked.student(id));
    require_submissions(asked, left);
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
    name_empty_folders(asked);
    write_class(out, asked);
    return asked;
}

void describe_class(const Class& asked, int jobs) {
    ClassProgress progress(STDERR_FILENO);
    progress.say(fmt::format("{}: {}{}", counted(asked.students.size(), "student", "students"), asked.layout,
                             jobs > 0 ? fmt::format("; {} at once", jobs) : ""));
    for (const std::string& notice : asked.notices) progress.say("notice: " + notice);
    for (const Student& student : asked.students) {
        if (!student.problem.empty()) progress.say(fmt::format("{}: {}", student.id, student.problem));
        for (const std::string& notice : student.notices)
            progress.say(fmt::format("{}: {}", student.id, notice));
    }
}

int tell_end(const ClassDirectory& out, const Class& asked, const ClassEnd& end, StopSignals& stop) {
    if (end.interrupted) {
        fmt::print(stderr, "interrupted: {} graded; to go on: {}\n",
                   end.graded == 1 ? "1 is" : fmt::format("{} are", end.graded),
                   class_command({"grade", "--resume", "--out", out.path().string()}));
        StopSignals::end_by(stop.taken());
    }
    std::string said = fmt::format("{} graded", end.graded);
    if (end.flagged > 0)
        said +=
            fmt::format(" ({} at the second try, or with something left open: see grades.csv)", end.flagged);
    if (end.not_built > 0) said += fmt::format(", {} of them not built or not started", end.not_built);
    if (end.nothing > 0) said += fmt::format(", {} with nothing to grade", end.nothing);
    if (end.no_verdict > 0)
        said += fmt::format(", {} without a verdict, because the machine failed: see log.txt of each",
                            end.no_verdict);
    fmt::print("{}\n{}\n{}\n", said, (out.path() / "grades.csv").string(),
               (out.path() / "index.html").string());
    if (asked.options.repeat > 1) fmt::print("{}\n", (out.path() / "flicker.csv").string());
    if (const std::string mixed = mixed_rubrics(out, asked, read_outcomes(out, asked)); !mixed.empty())
        fmt::print("{}\n", mixed);
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
        throw UserError(
            fmt::format("{} holds a class already: --resume goes on with it, `{}` grades it "
                        "anew; or name another directory with --out",
                        words.out.string(), class_command({"regrade", words.out.string()})));
    if (!holds_a_class(words.out) && words.collect.source.empty())
        throw UserError(fmt::format("{} holds no class that could be gone on with", words.out.string()));
    const bool begins = !holds_a_class(words.out);
    if (!begins) require_same_words(words, read_class(out));
    const Place place(out);
    const ClassLock lock(out);
    words.collect.deadline = words.options.deadline;
    StopSignals stop;
    Class asked = begins ? prepare(out, words, setting) : read_class(out);
    if (const int signal = stop.taken(); signal != 0) StopSignals::end_by(signal);
    if (begins) describe_class(asked, jobs_of(words.engine, words.out));
    if (!begins) {
        const std::vector<std::string> ids = add_newcomers(out, asked);
        if (!ids.empty()) fmt::print(stderr, "come since: {}\n", fmt::join(ids, ", "));
        require_what_is_left(out, asked);
    }
    const auto engine = engine_of(words.engine, setting, words.out);
    const int status = tell_end(out, asked, run_class(out, asked, *engine, stop), stop);
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
    words->verb = verb;
    verb->footer(about_grade);
    verb->add_option("source", words->collect.source,
                     "a directory or archive of submissions, or a roster (CSV)")
        ->type_name("SOURCE");
    verb->add_option("--out", words->out, "where results are kept; default: SOURCE-graded beside the source")
        ->type_name("DIR");
    verb->add_flag("--resume", words->resume,
                   "go on with a class that was interrupted, and with who has come since")
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
