// One run of `./lab predict`: question by question, guess, measurement, outcome.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "predict/answers.hpp"
#include "predict/measure.hpp"
#include "predict/options.hpp"
#include "predict/question.hpp"
#include "predict/told.hpp"
#include "report/style.hpp"

namespace grader {

class Conversation {
 public:
    /// Throws UserError for what was given wrong.
    explicit Conversation(const PredictOptions& options);

    /// The program's exit status.
    int hold();

 private:
    void take_given_guesses();
    [[nodiscard]] bool is_wanted(const Question& question) const;
    void list() const;
    void choose_server();
    void ask(const Question& question);
    std::optional<std::string> ask_part(const Question& question, const Part& part);
    void measure_and_show(const Question& question, bool was_asked);
    void keep_measured(const Question& question, const Measured& measured);
    void show(const std::vector<std::string>& lines) const;
    void say_what_next() const;

    const PredictOptions& options_;
    std::vector<Question> questions_;
    Answers answers_;
    TerminalStyle style_;
    bool asks_ = false;   // guesses are asked for
    bool talks_ = false;  // … and somebody sees the questions
    bool input_ended_ = false;
    std::optional<Servers> servers_;
    std::string source_;    // of the server that is measured
    std::string why_none_;  // there is no server to measure
    std::vector<Told> told_;
    std::size_t measured_ = 0;
};

}  // namespace grader
