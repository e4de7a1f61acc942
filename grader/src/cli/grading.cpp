#include "cli/grading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arena/arena.hpp"
#include "arena/refusal.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "checks/needs.hpp"
#include "checks/run.hpp"
#include "checks/subject.hpp"
#include "checks/task_table.hpp"
#include "cli/environment.hpp"
#include "cli/first_start.hpp"
#include "cli/interrupt.hpp"
#include "cli/lab_build.hpp"
#include "cli/machine.hpp"
#include "cli/open_checks.hpp"
#include "cli/result_files.hpp"
#include "cli/schedule.hpp"
#include "cli/selection.hpp"
#include "compile/build.hpp"
#include "diagnosis/diagnose.hpp"
#include "diagnosis/facts_of_look.hpp"
#include "diagnosis/timeline.hpp"
#include "report/formats.hpp"
#include "report/hints.hpp"
#include "result/handout.hpp"
#include "result/version.hpp"

namespace grader {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

namespace {

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// What the looks have shown belongs to what the checks found.
void add_facts(LabResult& lab, const std::vector<CloseLook>& looks) {
    for (CheckResult& check : lab.checks) {
        for (const CloseLook& look : looks) {
            if (look.check != check.name || !check.finding) continue;
            Facts& facts = check.finding->facts;
            for (Fact& fact : facts_of(look)) facts.push_back(std::move(fact));
            show_tasks(look, *check.finding);
        }
    }
}

void keep_server(const Lab& lab, const Subject& subject) {
    const fs::path kept = fs::current_path() / fmt::format("{}-server", lab.directory());
    fs::copy_file(subject.server, kept, fs::copy_options::overwrite_existing);
    fmt::print(stderr, "kept the built server: {}\n", kept.string());
}

long milliseconds_since(steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
}

}  // namespace

std::string submission_name(const GradeOptions& options) {
    if (!options.student.empty()) return options.student;
    return options.submission.empty() ? (options.root / "starter").string() : options.submission.string();
}

Grading::Grading(const GradeOptions& options, Selection selected, const std::vector<std::string>& notices,
                 GradingObserver& observer, Plan plan)
    : options_(options),
      plan_(std::move(plan)),
      context_(context_of_environment(options.root, options.hints)),
      selected_(std::move(selected)),
      observer_(observer),
      files_(options, context_) {
    document_.submission = submission_name(options);
    document_.grader_version = grader_version();
    document_.started_utc = utc_now();
    document_.partial = options.selects_checks();
    if (options.checks.empty()) document_.only_stages = selected_.stages;
    document_.notices = options.notices;
    document_.notices.insert(document_.notices.end(), notices.begin(), notices.end());
    document_.labs = std::move(selected_.results);
    // What is wrong with them is said before anything is graded.
    for (const LabResult& lab : document_.labs)
        known_causes_[lab.lab] = load_causes(options_.root / "labs/causes.toml", lab.lab);
}

void Grading::run() {
    const auto start = steady_clock::now();
    save();
    observer_.phase("looking at the machine");
    arena_ = std::make_unique<Arena>(std::vector<fs::path>{options_.root, options_.submission});
    const std::string complaint = complaint_about_protection(arena_->layers());
    if (!complaint.empty() && !options_.trusted) throw std::runtime_error(complaint);
    // Not before: the arena's janitor is forked while there is a single thread.
    OnInterrupt on_interrupt([this](Ending ending) { return tell_ending(ending); });
    bounds_ = read_bounds(arena_->layers(), arena_->scratch().path());
    document_.machine = describe_machine(*arena_, bounds_, document_.labs);
    schedule_.emplace(Schedule::Wishes{options_.started, options_.within,
                                       static_cast<int>(selected_.labs.size()), options_.repeat,
                                       document_.machine.slowdown});
    on_interrupt.end_at(schedule_->latest());
    for (std::size_t index = 0; index < selected_.labs.size(); ++index) {
        grade_lab(index);
        // What keeps all checks from running has its own status already.
        LabResult& lab = document_.labs[index];
        if (lab.status == LabStatus::unfinished) lab.status = lab.judge();
        save();
    }
    document_.finished = true;
    document_.duration_ms = milliseconds_since(start);
    save();
}

void Grading::save() {
    const std::lock_guard lock(mutex_);
    saved_ = document_;
    files_.write(saved_);
}

/// A signal, or the time is over. On a thread of its own, while the grading goes on beside it: the report so
/// far. Keeps the mutex, so that nothing which the end of the grading may bring about is saved.
int Grading::tell_ending(Ending ending) {
    mutex_.lock();
    for (LabResult& lab : saved_.labs) {
        if (lab.causes.empty()) add_causes(lab);
    }
    if (ending == 0) {
        end_for_time(saved_);
        saved_.duration_ms = milliseconds_since(options_.started);
        files_.write(saved_);
    }
    observer_.cut_short(saved_, ending);
    return saved_.exit_status();
}

/// Whatever the machine does not allow leaves checks open, and is no fault of the submission's.
void Grading::grade_lab(std::size_t index) {
    LabResult& result = document_.labs[index];
    try {
        if (const std::string complaint = complaint_about_machine(*arena_); complaint.empty())
            try_to_grade(index);
        else
            leave_open(result, complaint);
    } catch (const UserError&) {
        throw;
    } catch (const std::exception& error) {
        std::string reason = fmt::format("this machine did not let the grader go on: {}", error.what());
        const auto lacking = shortages(needs_of_grading({result}, bounds_), bounds_);
        if (!lacking.empty()) reason += ". It is small: " + joined(lacking);
        leave_open(result, reason);
    }
}

void Grading::try_to_grade(std::size_t index) {
    LabSources& sources = selected_.labs[index];
    LabResult& result = document_.labs[index];
    const Lab& lab = lab_with(sources.lab);
    const auto until = schedule_->begin_lab();
    observer_.phase("building " + lab.phrase());
    const std::optional<Subject> subject = build(sources, result);
    if (!subject) return;
    if (options_.keep) keep_server(lab, *subject);
    save();
    observer_.phase("starting " + lab.phrase());
    if (!starts(lab, *subject, result)) {
        const auto lacking = shortages(needs_of(lab.number, Demand(), bounds_), bounds_);
        if (lacking.empty()) return;
        leave_open(result,
                   fmt::format("the server did not start, and this machine is small: {}. What was seen: {}",
                               joined(lacking), result.reason));
        result.status = LabStatus::unfinished;
        result.reason.clear();
        return;
    }
    RecorderHooks hooks;
    hooks.begins = [&](const CheckResult& check, int place, int of) { observer_.begins(check, place, of); };
    hooks.ended = [&](const CheckResult& check, int, int) {
        observer_.ended(check);
        save();
    };
    RunOptions run{options_.repeat, until, selected_.behaviours[index], plan_.first, {}};
    if (plan_.stops_at_cause)
        run.enough = [&](const LabResult& now, const std::vector<CloseLook>& looks) {
            return names_a_cause(now, looks);
        };
    Ran ran = run_checks(result, *subject, run, hooks);
    if (!ran.about_time.empty()) document_.notices.push_back(std::move(ran.about_time));
    find_causes(result, ran.looks);
}

/// Whether what has been seen until now names a cause, and no check that is still to come could make it
/// surer.
bool Grading::names_a_cause(LabResult lab, const std::vector<CloseLook>& looks) const {
    add_facts(lab, looks);
    const std::vector<KnownCause>& known = known_causes_.at(lab.lab);
    const std::vector<Cause> causes = diagnose(lab, known);
    return std::any_of(causes.begin(), causes.end(), [&](const Cause& cause) {
        return std::any_of(known.begin(), known.end(), [&](const KnownCause& one) {
            return one.id == cause.id && one.sure == cause.sure;
        });
    });
}

void Grading::find_causes(LabResult& result, const std::vector<CloseLook>& looks) const {
    add_facts(result, looks);
    add_causes(result);
    add_timelines(result.causes, looks);
}

/// Of what is known so far.
void Grading::add_causes(LabResult& result) const {
    result.causes = diagnose(result, known_causes_.at(result.lab));
    const std::string handout = read_file(options_.root / result.handout).value_or("");
    for (Cause& cause : result.causes) cause.passage = passage_at(handout, cause.link);
}

std::optional<Subject> Grading::build(LabSources& found, LabResult& result) {
    if (!found.complaint.empty()) {
        result.status = LabStatus::not_built;
        result.reason = result.build.reason = found.complaint;
        return std::nullopt;
    }
    // Where only some checks were asked for, perhaps none of them needs a sanitizer.
    const auto sanitized = !options_.selects_checks() && !plan_.stops_at_cause
                               ? LabBuild::Sanitized::at_once
                               : LabBuild::Sanitized::when_asked_for;
    builds_.push_back(std::make_unique<LabBuild>(*arena_, options_.root, std::move(found), sanitized,
                                                 static_cast<int>(schedule_->for_build().count())));
    const bool presses = schedule_->presses();
    const Built plain = builds_.back()->build_server();
    result.build = plain.result;
    if (plain.stopped && presses) {
        // With more time it may well compile.
        leave_out_for_time(result, "building took all of it");
        return std::nullopt;
    }
    if (!plain.result.ok && may_be_the_machines(plain.result, bounds_)) {
        leave_open(result,
                   fmt::format("the server could not be built, and this machine is too small to say whose "
                               "fault that is: {}. What was seen: {}",
                               joined(shortages(needs_of_building(), bounds_)),
                               plain.result.diagnostics.empty() ? plain.result.reason
                                                                : plain.result.diagnostics[0].message));
        return std::nullopt;
    }
    if (!plain.result.ok) {
        result.status = LabStatus::not_built;
        result.reason = plain.result.reason.empty() ? "it does not compile" : plain.result.reason;
        return std::nullopt;
    }
    Subject subject = builds_.back()->subject(*arena_, plain);
    subject.bounds = bounds_;
    subject.slowdown = document_.machine.slowdown;
    return subject;
}

}  // namespace grader
