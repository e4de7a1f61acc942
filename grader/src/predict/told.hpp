// What is said about a question, as lines for a terminal and as JSON. Reads what was kept; measures nothing.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "predict/answers.hpp"
#include "predict/measure.hpp"
#include "predict/question.hpp"
#include "report/style.hpp"

namespace grader {

/// A question with what is known of it.
struct Told {
    const Question* question = nullptr;
    Entry entry;
    std::optional<Measured> measured;  ///< now
    std::string unmeasured;            ///< why not
};

/// "Lab 4, question 2 of 6", and the question.
std::vector<std::string> question_lines(const Question& question, std::size_t of, const TerminalStyle& style);
/// "1  read: …" for each answer; nothing for other kinds.
std::vector<std::string> answer_lines(const Part& part, const TerminalStyle& style);
/// What a guess should look like: "a number, as in 3 or 1,000".
std::string form_of(const Part& part);
/// Guess beside measurement, the evidence, and why.
std::vector<std::string> outcome_lines(const Told& told, const TerminalStyle& style);
/// A guess as people read it: of a choice its label.
std::string guess_words(const Part& part, const std::string& guess);

nlohmann::json to_json(const Told& told);

}  // namespace grader
