// One grading of one student, by the grader in a process of its own: whatever happens to it happens to no
// other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "class/records.hpp"
#include "result/document.hpp"

namespace grader {

struct GraderCall {
    std::filesystem::path grader;
    std::filesystem::path root;
};

struct OneGrading {
    Attempt attempt;
    /// Of one that came to its end; then result.json, report.html, report.txt and log.txt are in the
    /// directory.
    std::optional<ResultDocument> document;
};

/// Grades the student's submission with the class's options, and has the grader write into the directory
/// `into`. Ends with its parent, whatever ends that. Throws std::system_error if the machine has no processes
/// left.
[[nodiscard]] OneGrading grade_in_process(const GraderCall& call, const Student& student,
                                          const ClassOptions& options, const std::filesystem::path& into);

/// Why the machine, and not the submission, keeps this from being a verdict to rely on; empty if it does not.
/// Checks that lacked time are the submission's.
[[nodiscard]] std::string left_open_by_machine(const ResultDocument& document);

/// A machine that was so many times slower than it can be is busy with more than a class that fits into it.
constexpr double busy_machine = 4;

/// What a busy machine may have to do with, in a sentence: a failure, or a server that did not start. Empty
/// if the machine was not busy, or nothing failed. Such a verdict is looked at again, alone.
[[nodiscard]] std::string doubtful_for_load(const ResultDocument& document);

/// The checks that the machine left open, "lab4 SilentClientBlocksNobody".
[[nodiscard]] std::vector<std::string> checks_left_open(const ResultDocument& document);

/// What the state says of a grading beside its attempts: versions, hashes, the machine's fitness.
void describe(State& state, const GraderCall& call, const Student& student, const ClassOptions& options,
              const std::optional<ResultDocument>& document);

/// SHA-256 of names and bytes of the sources that would be graded. Of a submission that can't be read, of the
/// reason.
[[nodiscard]] std::string hash_of_submission(const std::filesystem::path& root, const Student& student,
                                             int lab);

/// The first line of what the compiler says of itself; empty if there is none.
[[nodiscard]] std::string name_of_compiler();

[[nodiscard]] ClassMachine this_machine();

}  // namespace grader
