// What is made of a class for people and for other programs: each file a function of the records, made again
// after each result.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "class/records.hpp"

namespace grader {

struct ClassOutput {
    std::string_view file;  ///< in the class's directory
    /// `outcomes` has one for each student, in their order, as read_outcomes() gives them.
    std::string (*render)(const Class& asked, const std::vector<Outcome>& outcomes);
};

/// All of them. A further one is a line here.
[[nodiscard]] std::span<const ClassOutput> class_outputs();

/// Throws std::system_error that names the file.
void write_outputs(const ClassDirectory& out, const Class& asked, const std::vector<Outcome>& outcomes);

/// What was made of older results by another verb and is not made again with them, each with the command that
/// does: "OUT/mail/: ./lab class mail OUT".
[[nodiscard]] std::vector<std::string> stale_outputs(const ClassDirectory& out);

/// A line a student: id, name, email, standing, late, notices, the state; of each lab points, stages, checks
/// (verdict, points, runs, passed_runs) and the ids of causes with the checks they explain.
[[nodiscard]] std::string results_jsonl(const Class& asked, const std::vector<Outcome>& outcomes);

/// A line a student in their order: the roster's columns, then points a lab and a stage, status, late,
/// notices.
[[nodiscard]] std::string grades_csv(const Class& asked, const std::vector<Outcome>& outcomes);

/// With --repeat: a line for each check that neither always passed nor never did: "ada,lab5,…,3,20".
[[nodiscard]] std::string flicker_csv(const Class& asked, const std::vector<Outcome>& outcomes);

}  // namespace grader
