// One run of `./lab predict` or `./lab choose`: question by question, guess, measurement, outcome. How an
// answer is measured is the derived classes' business.
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

/// On a terminal, a line that says what is done, and goes again.
class Step {
 public:
    explicit Step(const std::string& words);
    ~Step();
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

 private:
    bool is_terminal_;
};

class Conversation {
 public:
    /// Throws UserError for what was given wrong.
    Conversation(const PredictOptions& options, std::vector<Question> questions);
    virtual ~Conversation() = default;
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    /// The program's exit status.
    int hold();

 protected:
    /// Before the first question.
    virtual void prepare() = 0;
    [[nodiscard]] virtual bool can_measure() const = 0;
    /// Throws NotMeasured.
    virtual Measured answer(const Question& question, const Entry& entry) = 0;
    /// On what that is measured.
    [[nodiscard]] virtual std::string source() const = 0;
    /// At the end.
    [[nodiscard]] virtual std::vector<std::string> last_words() const = 0;

    [[nodiscard]] const PredictOptions& options() const { return options_; }
    [[nodiscard]] const Answers& answers() const { return answers_; }
    [[nodiscard]] bool asks() const { return asks_; }
    [[nodiscard]] bool talks() const { return talks_; }
    /// Nothing at the end of the input, after which nobody is asked any more.
    std::optional<std::string> next_line();
    void show(const std::vector<std::string>& lines) const;

 private:
    void take_given_guesses();
    [[nodiscard]] bool is_wanted(const Question& question) const;
    [[nodiscard]] bool is_to_be_asked(const Question& question) const;
    void list() const;
    void ask(const Question& question);
    std::optional<std::string> ask_part(const Question& question, const Part& part);
    void go_through(const Question& question, bool is_last);
    void measure_and_show(const Question& question, bool was_shown);
    void keep_measured(const Question& question, const Measured& measured);
    void print_document() const;

    const PredictOptions& options_;
    std::vector<Question> questions_;
    Answers answers_;
    TerminalStyle style_;
    bool asks_ = false;   // guesses are asked for
    bool talks_ = false;  // … and somebody sees the questions
    bool input_ended_ = false;
    std::vector<Told> told_;
    std::size_t measured_ = 0;
};

}  // namespace grader
