#include "cli/debug.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "arena/arena.hpp"
#include "arena/refusal.hpp"
#include "base/error.hpp"
#include "base/limbo.hpp"
#include "checks/run.hpp"
#include "checks/subject.hpp"
#include "cli/debugger.hpp"
#include "cli/lab_build.hpp"
#include "cli/labs.hpp"
#include "cli/machine.hpp"
#include "cli/selection.hpp"
#include "compile/build.hpp"
#include "report/explanation.hpp"
#include "report/progress.hpp"
#include "report/terminal.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

// Nothing presses: a person waits.
constexpr int longest_build = 300;

void say(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

/// Where the student has the sources that reports call lab4/…; empty if they are in an archive, or called
/// otherwise there.
fs::path home_of(const GradeOptions& options, const LabSources& sources, const std::string& name) {
    const fs::path named = options.submission.empty() ? options.root : options.submission;
    if (!options.commit.empty() || !fs::is_directory(named)) return {};
    const fs::path found = fs::absolute(named) / sources.found_at;
    if (found.lexically_normal().filename() == name) return found.lexically_normal().parent_path();
    return {};
}

/// One check that is looked at: the server that is built for it, and what is said of it.
class Debugging {
 public:
    Debugging(const DebugOptions& options, fs::path gdb, LabSources sources, LabResult result)
        : options_(options),
          gdb_(std::move(gdb)),
          lab_(lab_with(sources.lab)),
          result_(std::move(result)),
          home_(home_of(options.grading, sources, lab_.directory())),
          sources_(std::move(sources)),
          progress_(STDERR_FILENO, detect_progress(STDERR_FILENO, ProgressMode::silent),
                    detect_style(STDERR_FILENO).width) {}

    int run();

 private:
    [[nodiscard]] bool builds();
    [[nodiscard]] Subject subject();
    void show(const Finding& finding, const std::optional<HandedOver>& server);
    void open_debugger(const HandedOver& server, unsigned user);
    [[nodiscard]] int conclude();

    const DebugOptions& options_;
    const fs::path gdb_;
    const Lab& lab_;
    LabResult result_;
    const fs::path home_;
    LabSources sources_;
    Progress progress_;
    std::unique_ptr<Arena> arena_;
    std::optional<LabBuild> build_;
    Built plain_;
    CheckResult now_;  // the check that runs
};

int Debugging::run() {
    const GradeOptions& grading = options_.grading;
    progress_.phase("looking at the machine");
    arena_ = std::make_unique<Arena>(std::vector<fs::path>{grading.root, grading.submission});
    const std::string complaint = complaint_about_protection(arena_->layers());
    if (!complaint.empty() && !grading.trusted) throw std::runtime_error(complaint);
    if (const std::string about = complaint_about_machine(*arena_); !about.empty())
        throw std::runtime_error(about);
    if (!arena_->layers().ptrace)
        throw std::runtime_error(
            "it does not allow ptrace(2), without which no debugger works (`./lab doctor` says more); "
            "`./lab grade` shows what can be seen without");
    progress_.phase("building " + lab_.phrase());
    if (!builds()) return conclude();
    Limbo::open();
    RecorderHooks hooks;
    hooks.begins = [&](const CheckResult& check, int place, int of) {
        now_ = check;
        if (place == 1) progress_.begin(of);
        progress_.started(check.name);
    };
    hooks.ended = [&](const CheckResult& check, int, int) { progress_.finished(check); };
    RunOptions run;
    run.enough = [](const LabResult& lab, const auto&) {
        return std::any_of(lab.checks.begin(), lab.checks.end(),
                           [](const CheckResult& check) { return check.verdict == Verdict::fail; });
    };
    run_checks(result_, subject(), run, hooks);
    result_.status = result_.judge();
    return conclude();
}

bool Debugging::builds() {
    if (!sources_.complaint.empty()) {
        result_.status = LabStatus::not_built;
        result_.reason = result_.build.reason = sources_.complaint;
        return false;
    }
    build_.emplace(*arena_, options_.grading.root, std::move(sources_), LabBuild::Sanitized::when_asked_for,
                   longest_build);
    plain_ = build_->build_server();
    result_.build = plain_.result;
    if (plain_.result.ok) return true;
    result_.status = LabStatus::not_built;
    result_.reason = plain_.result.reason.empty() ? "it does not compile" : plain_.result.reason;
    return false;
}

Subject Debugging::subject() {
    Subject subject = build_->subject(*arena_, plain_);
    subject.bounds = read_bounds(arena_->layers(), arena_->scratch().path());
    subject.slowdown = slowdown_of_machine(subject.bounds);
    subject.at_failure = [this](const Finding& finding, const std::optional<HandedOver>& server) {
        show(finding, server);
    };
    return subject;
}

void Debugging::show(const Finding& finding, const std::optional<HandedOver>& server) {
    progress_.erase();
    now_.verdict = Verdict::fail;
    now_.finding = finding;
    Page page(detect_style(STDOUT_FILENO));
    if (!server) {
        explain_check(page, result_, now_);
        page.paragraph(0,
                       {"The server has ended, so there is nothing for gdb to look into. To see it from its "
                        "beginning, under gdb, outside of the sandbox, with clients of your own:"});
        page.copyable(
            "",
            fmt::format("./lab grade {}{} --check {} --keep",
                        options_.grading.submission.empty() ? "" : options_.grading.submission.string() + " ",
                        lab_.option(), now_.name));
        page.copyable("", fmt::format("gdb --args ./{}-server --port 4000", lab_.directory()));
        say(page.text());
        return;
    }
    tell_story(page, now_);
    std::string about =
        "gdb opens on the server, which stands still; the check's clients that were connected still are.";
    if (server->thread != 0) about += " A signal is about to end it: gdb stands where that came from.";
    if (server->calls_fail)
        about +=
            " Look at it, but don't let it go on: this check had traced its system calls, and without "
            "their tracer they fail (ENOSYS).";
    page.paragraph(0, {about});
    if (options_.commands.empty() && ::isatty(STDIN_FILENO) == 1)
        page.paragraph(0, {"`io-labs threads` says where each thread is, `quit` ends all of it."});
    page.blank();
    say(page.text());
    const Permission may = permission_to_attach(server->process, arena_->layers().throwaway_uid);
    if (!may.complaint.empty()) {
        fmt::print(stderr, "io-labs: {}\n", may.complaint);
        return;
    }
    open_debugger(*server, may.user);
}

void Debugging::open_debugger(const HandedOver& server, unsigned user) {
    DebuggerJob job;
    job.server = server;
    job.user = user;
    // It may be built with a sanitizer. Where we may not ask, gdb will.
    std::error_code ignored;
    job.program = fs::read_symlink(fmt::format("/proc/{}/exe", server.process), ignored);
    job.scratch = arena_->scratch().path();
    if (!home_.empty()) job.sources.push_back(home_);
    job.sources.push_back(build_->sources().sources());
    job.provided = build_->sources().provided();
    job.scripts.push_back(options_.grading.root / "grader/gdb/threads.py");
    if (lab_.has_runtime) job.scripts.push_back(options_.grading.root / "runtime/gdb/tasks.py");
    job.overview = {server.thread == 0 ? "io-labs threads"
                                       : fmt::format("io-labs threads {}", server.thread)};
    if (lab_.has_runtime) job.overview.emplace_back("rt tasks");
    job.commands = options_.commands;
    job.leaves = !options_.commands.empty() || ::isatty(STDIN_FILENO) == 0;
    run_debugger(gdb_, job);
}

int Debugging::conclude() {
    progress_.erase();
    const bool failed = result_.status == LabStatus::failed;
    if (!failed) {
        ResultDocument document;
        document.finished = true;
        document.partial = true;
        document.submission = options_.grading.submission.empty()
                                  ? (options_.grading.root / "starter").string()
                                  : options_.grading.submission.string();
        document.labs = {result_};
        if (result_.status == LabStatus::passed) {
            const std::size_t checks = result_.checks.size();
            say(fmt::format("{}: there is no failure to look at\n",
                            checks == 1 ? result_.checks.front().name + " passes"
                                        : fmt::format("all {} checks pass", checks)));
            return 0;
        }
        say(render_terminal(document, detect_style(STDOUT_FILENO)));
        return document.exit_status();
    }
    return 1;
}

}  // namespace

int debug(const DebugOptions& options) {
    require_course(options.grading);
    Submission submission = find_submission(options.grading);
    Selection selected = select_checks(options.grading, std::move(submission.labs));
    if (selected.labs.size() > 1)
        throw UserError(fmt::format("lab 4 and lab 5 both have {}; did you mean `./lab debug {} --lab 4`?",
                                    options.grading.checks.front(), options.grading.checks.front()));
    const fs::path gdb = find_gdb();
    if (gdb.empty()) throw std::runtime_error("gdb is not installed: apt-get install gdb");
    return Debugging(options, gdb, std::move(selected.labs.front()), std::move(selected.results.front()))
        .run();
}

}  // namespace grader
