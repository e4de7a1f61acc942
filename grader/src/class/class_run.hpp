// Has a class graded to its end: each student who is still to be graded once, then those again, alone, whom
// the machine failed. Whatever ends it, it can be gone on with.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "class/engine.hpp"
#include "class/records.hpp"
#include "class/stop_signals.hpp"

namespace grader {

/// Keeps a second one out of the same class, until it ends. Throws UserError if there is one.
class ClassLock {
 public:
    explicit ClassLock(const ClassDirectory& out);

 private:
    UniqueFd lock_;
};

struct ClassEnd {
    bool interrupted = false;
    std::size_t graded = 0;      ///< with a verdict
    std::size_t no_verdict = 0;  ///< the machine failed each time
    std::size_t not_built = 0;   ///< of the graded, those of whom a lab could not be built or started
    std::size_t nothing = 0;     ///< nothing to grade
    std::size_t flagged = 0;     ///< with a verdict, and an attempt that failed or that the machine left open
};

/// Grades who is not graded yet. Writes the outputs (outputs.hpp) as results come, and tells of it on
/// standard error.
ClassEnd run_class(const ClassDirectory& out, const Class& asked, Engine& engine, StopSignals& stop);

/// Those whose state is not final.
[[nodiscard]] std::vector<std::string> unfinished_students(const ClassDirectory& out, const Class& asked);

/// A line about a result: "lab 4 93/100, lab 5 100/100, failed".
[[nodiscard]] std::string result_line(const Student& student, const Outcome& outcome);

}  // namespace grader
