#include "cli/grade.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "arena/arena.hpp"
#include "arena/refusal.hpp"
#include "base/error.hpp"
#include "build/build.hpp"
#include "checks/run.hpp"
#include "checks/subject.hpp"
#include "cli/environment.hpp"
#include "cli/first_start.hpp"
#include "cli/interrupt.hpp"
#include "cli/result_files.hpp"
#include "cli/selection.hpp"
#include "evidence/calibration.hpp"
#include "report/progress.hpp"
#include "report/terminal.hpp"

namespace grader {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

namespace {

constexpr int compile_seconds = 90;

constexpr const char* name_of(Sanitizer sanitizer) {
    return sanitizer == Sanitizer::thread ? "thread-sanitizer" : "address-sanitizer";
}

/// How a lab's server is built with a sanitizer.
Variant variant_of(const Lab& lab, Sanitizer sanitizer) {
    const auto instrumentation = sanitizer == Sanitizer::thread ? Instrumentation::thread_sanitizer
                                                                : Instrumentation::address_sanitizer;
    Variant variant{fmt::format("{}-{}", lab.directory(), name_of(sanitizer)), "", std::nullopt};
    if (lab.has_runtime)
        variant.runtime = instrumentation;
    else
        variant.flags = instrumentation_flags(instrumentation);
    return variant;
}

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

MachineReport describe_machine(const Arena& arena) {
    utsname kernel{};
    ::uname(&kernel);
    MachineReport report;
    report.cores = static_cast<int>(std::thread::hardware_concurrency());
    report.kernel = kernel.release;
    report.slowdown = measure_slowdown();
    report.layers = describe_layers(arena.layers());
    return report;
}

void print_report(const ResultDocument& document, bool verbose) {
    TerminalStyle style = detect_style(STDOUT_FILENO);
    style.verbose = verbose;
    fmt::print("{}", render_terminal(document, style));
    std::fflush(stdout);
}

/// How many checks have a verdict.
struct Decided {
    std::ptrdiff_t count = 0;
    std::size_t of = 0;
};

Decided count_decided(const ResultDocument& document) {
    Decided decided;
    for (const LabResult& lab : document.labs) {
        decided.of += lab.checks.size();
        decided.count += std::count_if(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
            return check.verdict != Verdict::not_run;
        });
    }
    return decided;
}

/// One grading: the document that grows, and everything it is shown and saved by.
class Grading {
 public:
    Grading(const GradeOptions& options, Selection selected, const std::vector<std::string>& notices);
    void run();
    [[nodiscard]] const ResultDocument& document() const { return document_; }

 private:
    void grade_lab(LabSources& sources, LabResult& result);
    bool build(const Lab& lab, LabSources& sources, LabResult& result);
    void build_sanitized(const Lab& lab, const SubmissionBuild& sources);
    [[nodiscard]] int allowed_seconds() const {
        return static_cast<int>(compile_seconds * document_.machine.slowdown);
    }
    void keep_server(const Lab& lab) const;
    void save();
    void tell_interrupted();

    const GradeOptions& options_;
    std::vector<LabSources> selected_;  // those in the document, in its order
    ResultDocument document_;
    std::mutex mutex_;  // guards saved_, and the files: whoever tells of an interruption keeps it
    ResultDocument saved_;
    ResultFiles files_;
    Progress progress_;
    std::unique_ptr<Arena> arena_;
    std::vector<std::unique_ptr<SubmissionBuild>> builds_;
    std::map<Sanitizer, std::shared_future<SanitizedServer>> sanitized_;  // of the lab that is graded now
};

Grading::Grading(const GradeOptions& options, Selection selected, const std::vector<std::string>& notices)
    : options_(options),
      selected_(std::move(selected.labs)),
      files_(options, context_of_environment()),
      progress_(STDERR_FILENO, detect_progress(STDERR_FILENO, options.plain_progress),
                detect_style(STDERR_FILENO).width) {
    document_.submission = !options.student.empty()     ? options.student
                           : options.submission.empty() ? (options.root / "starter").string()
                                                        : options.submission.string();
    document_.started_utc = utc_now();
    document_.partial = !options.checks.empty();
    document_.notices = options.notices;
    document_.notices.insert(document_.notices.end(), notices.begin(), notices.end());
    document_.labs = std::move(selected.results);
}

void Grading::run() {
    const auto start = steady_clock::now();
    save();
    progress_.phase("looking at the machine");
    arena_ = std::make_unique<Arena>(std::vector<fs::path>{options_.root, options_.submission});
    const std::string complaint = complaint_about_protection(arena_->layers());
    if (!complaint.empty() && !options_.trusted) throw std::runtime_error(complaint);
    // Not before: the arena's janitor is forked while there is a single thread.
    const OnInterrupt on_interrupt([this] { tell_interrupted(); });
    document_.machine = describe_machine(*arena_);
    for (std::size_t index = 0; index < selected_.size(); ++index) {
        grade_lab(selected_[index], document_.labs[index]);
        // What keeps all checks from running has its own status already.
        LabResult& lab = document_.labs[index];
        if (lab.status == LabStatus::unfinished) lab.status = lab.judge();
        save();
    }
    document_.finished = true;
    document_.duration_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
    save();
    progress_.erase();
}

void Grading::save() {
    const std::lock_guard lock(mutex_);
    saved_ = document_;
    files_.write(saved_);
}

/// Ctrl-C, on a thread of its own, while the grading goes on beside it: the report so far. Keeps the mutex,
/// so that nothing which the end of the grading may bring about is saved.
void Grading::tell_interrupted() {
    mutex_.lock();
    const Decided decided = count_decided(saved_);
    fmt::print(stderr, "\n");  // behind ^C and the line of the progress
    if (decided.count > 0) print_report(saved_, options_.verbose);
    fmt::print(stderr, "io-labs: interrupted; {} of {} checks {} decided\n", decided.count, decided.of,
               decided.count == 1 ? "was" : "were");
}

void Grading::grade_lab(LabSources& sources, LabResult& result) {
    const Lab& lab = lab_with(sources.lab);
    progress_.phase(fmt::format("building lab {}", lab.number));
    if (!build(lab, sources, result)) return;
    save();
    progress_.phase(fmt::format("starting lab {}", lab.number));
    if (!starts(*arena_, lab, result, document_.machine.slowdown)) return;
    RecorderHooks hooks;
    hooks.begins = [&](const CheckResult& check, int place, int of) {
        if (place == 1) progress_.begin(of);
        progress_.started(check.name);
    };
    hooks.ended = [&](const CheckResult& check, int, int) {
        progress_.finished(check);
        save();
    };
    run_checks(result, options_.repeat, hooks);
}

bool Grading::build(const Lab& lab, LabSources& found, LabResult& result) {
    if (!found.complaint.empty()) {
        result.status = LabStatus::not_built;
        result.reason = result.build.reason = found.complaint;
        return false;
    }
    std::vector<fs::path> provided = {options_.root / "starter/include"};
    if (lab.has_runtime) provided.push_back(options_.root / "runtime/include");
    builds_.push_back(std::make_unique<SubmissionBuild>(*arena_, std::move(found), provided));
    const SubmissionBuild& sources = *builds_.back();
    build_sanitized(lab, sources);
    Variant variant{lab.directory(), "", std::nullopt};
    if (lab.has_runtime) variant.runtime = Instrumentation::none;
    Built plain = sources.compile(variant, allowed_seconds());
    // No compiler is to compete with the checks that now begin.
    if (options_.checks.empty()) {
        for (const auto& [sanitizer, server] : sanitized_) server.wait();
    }
    result.build = plain.result;
    if (!plain.result.ok) {
        result.status = LabStatus::not_built;
        result.reason = plain.result.reason.empty() ? "it does not compile" : plain.result.reason;
        return false;
    }
    Subject& now = subject();
    now = Subject();
    now.lab = lab.number;
    now.arena = arena_.get();
    now.sources = sources.sources();
    now.server = plain.server;
    now.sanitized = [this](Sanitizer sanitizer) -> const SanitizedServer& {
        return sanitized_.at(sanitizer).get();
    };
    now.slowdown = document_.machine.slowdown;
    if (options_.keep) keep_server(lab);
    return true;
}

/// All variants at once, as far as there are cores. Where only some checks were asked for, perhaps none of
/// them needs a sanitizer: then it is built when one does.
void Grading::build_sanitized(const Lab& lab, const SubmissionBuild& sources) {
    const auto when = options_.checks.empty() ? std::launch::async : std::launch::deferred;
    sanitized_.clear();
    for (const Sanitizer sanitizer : {Sanitizer::thread, Sanitizer::address}) {
        if (sanitizer == Sanitizer::address && !lab.has_runtime) continue;  // no check of it asks for one
        sanitized_[sanitizer] = std::async(when, [this, &sources, variant = variant_of(lab, sanitizer)] {
            const Built built = sources.compile(variant, allowed_seconds());
            SanitizedServer server{built.server, built.result.reason};
            if (!built.result.diagnostics.empty())
                server.missing_because = built.result.diagnostics[0].message;
            return server;
        });
    }
}

void Grading::keep_server(const Lab& lab) const {
    const fs::path kept = fs::current_path() / fmt::format("{}-server", lab.directory());
    fs::copy_file(subject().server, kept, fs::copy_options::overwrite_existing);
    fmt::print(stderr, "kept the built server: {}\n", kept.string());
}

}  // namespace

int grade(const GradeOptions& options) {
    if (options.root.empty() || !fs::is_directory(options.root / "labs"))
        throw UserError(
            "the course repository is not known: start the grader with ./lab, or name it with --root DIR");
    Submission submission = find_submission(options);
    Grading grading(options, select_checks(options, std::move(submission.labs)), submission.notices);
    grading.run();
    print_report(grading.document(), options.verbose);
    return grading.document().exit_status();
}

}  // namespace grader
