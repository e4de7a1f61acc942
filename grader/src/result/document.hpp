// The result document: the one neutral record of a grading. Checks fill it; every report is a pure function
// of it. Written as JSON (see json.hpp), early and atomically (see writer.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/exhibit.hpp"
#include "base/fact.hpp"
#include "base/source_line.hpp"
#include "result/cause.hpp"

namespace grader {

/// not_reached: what the check builds on is missing, so it was not run, and its points are lost.
enum class Verdict { not_run, pass, fail, inconclusive, not_reached };

/// What a check found: how it got there, what should have happened and what did.
/// For an inconclusive check `seen` says what the machine could not show.
struct Finding {
    std::vector<std::string> steps;
    std::string expected;
    std::string seen;
    std::vector<Exhibit> exhibits;
    std::optional<SourceLine> source;
    Facts facts = {};  ///< the same for the search of causes; the first is what it ended with
};

/// What a check that was not reached builds on.
struct MissingNeed {
    std::string behaviour;            ///< its title: "a message that comes back"
    std::vector<std::string> failed;  ///< the checks that would have shown it
};

struct CheckResult {
    std::string name;   ///< the GoogleTest name, "SilentClientBlocksNobody"
    std::string title;  ///< a sentence for people
    std::string stage;  ///< id of the stage
    int points = 0;     ///< earned: all of max_points or none
    int max_points = 0;
    bool advisory = false;  ///< shown, never counted
    Verdict verdict = Verdict::not_run;
    int runs = 0;         ///< how often it ran (--repeat)
    int passed_runs = 0;  ///< how many of them passed; the verdict is the worst of all runs
    long duration_ms = 0;
    std::string why;     ///< why this matters
    std::string hint;    ///< what to try
    std::string link;    ///< anchor in the lab's handout
    std::string replay;  ///< the command that runs this check alone
    std::optional<Finding> finding;
    std::optional<MissingNeed> missing;  ///< of one that was not reached
};

/// How a finding begins whose check had too little time, or none.
constexpr std::string_view no_time_left = "there was no time left";
/// Whether a check was cut short (inconclusive) or not begun (not run), because the others had used up the
/// time. Its points are open then, like those of any inconclusive check.
[[nodiscard]] bool lacked_time(const CheckResult& check);

struct Stage {
    std::string id;
    std::string title;
};

enum class Severity { warning, error, fatal_error };

struct Diagnostic {
    std::string file;
    int line = 0;
    int column = 0;
    Severity severity = Severity::error;
    std::string message;
    std::string text;  ///< the source line it is about, without its newline; empty if unknown

    [[nodiscard]] bool is_error() const { return severity != Severity::warning; }
};

struct BuildResult {
    bool ok = false;
    long duration_ms = 0;
    std::vector<Diagnostic> diagnostics;  ///< the first few, errors first
    int omitted = 0;                      ///< how many more there were
    /// Why it failed, when no compiler's error says it (time-out, memory, no source, links not).
    std::string reason;
};

/// unfinished: the grader has not come to an end. not_built, not_started: no check could run, 0 points.
enum class LabStatus { unfinished, passed, failed, inconclusive, not_built, not_started };

struct LabResult {
    int lab = 0;
    std::string title;
    std::string handout;  ///< path of the handout in the repository
    std::string read;     ///< which files were read and which were left out, in a line; may be empty
    LabStatus status = LabStatus::unfinished;
    std::string reason;             ///< for not_built and not_started: what happened, in a sentence or two
    std::vector<Exhibit> exhibits;  ///< for not_started: what the server printed
    BuildResult build;
    std::vector<Stage> stages;
    std::vector<CheckResult> checks;  ///< in the rubric's order, those not selected left out
    /// Of the checks that failed, what explains most of the earliest stage first. A check is in at most one.
    std::vector<Cause> causes;

    /// Points of the counted checks that passed. Inconclusive ones earn nothing: they are open, not lost.
    [[nodiscard]] int score() const;
    /// Points of all counted checks, whether they ran or not.
    [[nodiscard]] int max_score() const;
    /// What the checks amount to, for `status` when the last one is done: failed if a counted one failed, or
    /// was not reached, else inconclusive if a counted one was or lacked time, else unfinished if one did not
    /// run (or there is none), else passed.
    [[nodiscard]] LabStatus judge() const;
    /// The place of the check's cause in `causes`, if it has one.
    [[nodiscard]] std::optional<std::size_t> cause_of(const std::string& check) const;
    /// Points that a cause's checks would have earned.
    [[nodiscard]] int points_lost_by(const Cause& cause) const;
};

/// A layer of the sandbox or a faculty of the observers, and whether this machine has it.
struct Layer {
    std::string name;
    bool held = false;
    std::string detail;  ///< if not held: why, and what that means
};

struct MachineReport {
    int cores = 0;
    std::string kernel;
    double slowdown = 1.0;  ///< deadlines were multiplied by this (calibration of this run)
    std::vector<Layer> layers;
};

struct ResultDocument {
    bool finished = false;
    /// Of the grader that graded; empty if that one had no version yet.
    std::string grader_version;
    std::string submission;   ///< as the user named it
    std::string started_utc;  ///< 2026-11-23T08:00:00Z
    long duration_ms = 0;
    bool partial = false;  ///< --check or --stage selected only some checks: scores are of those
    /// The stages whose checks were all that was selected (--stage without --check). A lab that has none of
    /// them is not here.
    std::vector<std::string> only_stages;
    /// What whoever reads a report should know before anything else; no verdict depends on it.
    /// "labs/lab4-blocking/rubric.toml differs from the course's; the course's was used"
    std::vector<std::string> notices;
    MachineReport machine;
    std::vector<LabResult> labs;

    /// Whether its points are over those of the others: practice beside labs. Nothing depends on its verdict.
    [[nodiscard]] bool is_bonus(const LabResult& lab) const;
    /// With the bonus.
    [[nodiscard]] int score() const;
    [[nodiscard]] int bonus() const;
    /// Without it: the points may be more.
    [[nodiscard]] int max_score() const;
    /// unfinished until the grading has come to its end; then the worst of its labs, passed if all are.
    [[nodiscard]] LabStatus status() const;
    /// The grader's exit status: 0 all passed, 1 some failed, 2 not built or not started, 3 unfinished or
    /// inconclusive and nothing failed.
    [[nodiscard]] int exit_status() const;
};

}  // namespace grader
