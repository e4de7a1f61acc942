// What a grading should know of the machine before it begins.
#pragma once

#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "arena/bounds.hpp"
#include "result/document.hpp"

namespace grader {

/// Without this no server can be judged here; empty if nothing is amiss. With the way out.
std::string complaint_about_machine(const Arena& arena);

/// For the report. Where it has less than these checks need, that is listed like a layer that is missing.
MachineReport describe_machine(const Arena& arena, const std::vector<Bound>& bounds,
                               const std::vector<LabResult>& labs);

/// Whether a build may have failed for want of something that this machine has too little of. An error at a
/// line of the student's is his.
bool may_be_the_machines(const BuildResult& failed, const std::vector<Bound>& bounds);

/// A linker's words about a sanitizer's library, and where it is to be had; other words as they are.
std::string with_package(std::string message);

/// Most of what a grading of these labs may need.
std::vector<Need> needs_of_grading(const std::vector<LabResult>& labs, const std::vector<Bound>& bounds);

/// By this all deadlines are multiplied: others are at work, or a quota leaves less than a processor, which a
/// short look at the clock does not show.
double slowdown_of_machine(const std::vector<Bound>& bounds);

}  // namespace grader
