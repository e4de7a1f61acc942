// A task grades one student: what every engine has done, on whatever machine sees the class's directory.
#pragma once

#include <filesystem>
#include <string>

#include "class/grading_process.hpp"
#include "class/records.hpp"

namespace grader {

/// How often a student's grading is tried, where the machine fails.
constexpr std::size_t most_attempts = 2;

/// Grades the student once, unless nothing is left to do, and writes reports and state. One of task_done,
/// task_again, task_taken (engine.hpp). Whoever ends it at any moment leaves the student as before. Throws
/// UserError if the class has no such student.
int run_task(const ClassDirectory& out, const std::string& id, const GraderCall& call, bool alone);

/// Notes an attempt that could not even write what came of it, as when the machine ends everything for its
/// memory.
void note_lost_attempt(const ClassDirectory& out, const std::string& id, bool alone,
                       const std::string& failure);

/// Takes away what gradings that were ended have left of a student.
void remove_left_overs(const ClassDirectory& out, const std::string& id);

}  // namespace grader
