// What is said about a lab and about the whole grading, whatever the report looks like. Plain text, as in
// check_words.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "result/document.hpp"

namespace grader {

/// "0.8 s", "12.3 s", "2 min 5 s"
[[nodiscard]] std::string duration_text(long milliseconds);

/// "Lab 4 · Blocking: a thread for every connection"
[[nodiscard]] std::string heading_of(const LabResult& lab);

/// What was graded, how long it took, when.
[[nodiscard]] std::string facts_of(const ResultDocument& document, const LabResult& lab);

/// What a reader must know before the score: it is of selected checks only, the grading has not ended.
[[nodiscard]] std::vector<std::string> caveats_of(const ResultDocument& document);

/// "Lab 4: 92 / 100"
[[nodiscard]] std::string score_of(const ResultDocument& document, const LabResult& lab);

/// The status in words: "2 checks failed, 1 is open". What advisory checks found is not in it.
[[nodiscard]] std::string verdict_of(const LabResult& lab);

/// Checks that were not reached for want of the same thing.
struct Unreached {
    std::string need;  ///< need_of() them
    std::size_t checks = 0;
    int points = 0;
};
[[nodiscard]] std::vector<Unreached> unreached_of(const LabResult& lab);
/// "31 checks were not reached (82 points): each needs a message that comes back (EchoesOneMessage failed)."
[[nodiscard]] std::string sentence_of(const Unreached& unreached);

/// How many points are open; empty if none.
[[nodiscard]] std::string open_points_of(const LabResult& lab);

struct StageChecks {
    Stage stage;
    std::vector<const CheckResult*> checks;  ///< never none
    int score = 0;
    int max_score = 0;
};
/// Every check of the lab, by stage; those whose stage the lab does not have come last.
[[nodiscard]] std::vector<StageChecks> by_stage(const LabResult& lab);

constexpr std::string_view not_built_text = "It could not be built, so no check ran.";
constexpr std::string_view not_started_text = "The server did not start, so no check could run.";
constexpr std::string_view warnings_text =
    "The compiler has warnings. They are never graded, and worth a look:";

/// Why a lab was not built: one paragraph each, none twice.
[[nodiscard]] std::vector<std::string> reasons_of(const LabResult& lab);

/// The compiler's messages that are not shown, of which `shown` are.
[[nodiscard]] std::size_t omitted_diagnostics(const BuildResult& build, std::size_t shown);

/// What a partial document is about: "Only stage A: points and score are of this one."
[[nodiscard]] std::string about_selection(const ResultDocument& document);

/// The command that grades all of this lab, as its checks' own commands begin: "./lab grade --lab 4". Empty
/// if they are not known.
[[nodiscard]] std::string command_of(const LabResult& lab);

struct Advice {
    std::string text;
    std::string command;  ///< to be copied; may be empty
    bool done = false;    ///< nothing is left to do
};
[[nodiscard]] Advice next_of(const ResultDocument& document, const LabResult& lab);

/// "held: Landlock, resource limits", empty if nothing is known of the sandbox.
[[nodiscard]] std::string held_of(const MachineReport& machine);
/// "not held: cgroup limits; ./lab doctor says why", empty if every layer held.
[[nodiscard]] std::string not_held_shortly(const MachineReport& machine);
/// "not held: cgroup limits (why)", one for each layer that did not.
[[nodiscard]] std::vector<std::string> not_held_of(const MachineReport& machine);
/// "2 cores, Linux 6.18, slow now: deadlines × 1.7; grader 0.1.0", empty if nothing is known of it.
[[nodiscard]] std::string machine_of(const ResultDocument& document);

}  // namespace grader
