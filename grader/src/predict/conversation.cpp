#include "predict/conversation.hpp"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "predict/ask.hpp"
#include "predict/guess.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

constexpr int exit_unfit = 3;

std::string now() {
    const time_t seconds = ::time(nullptr);
    tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    ::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace

Step::Step(const std::string& words) : is_terminal_(::isatty(STDERR_FILENO) == 1) {
    if (is_terminal_) fmt::print(stderr, "\r\033[K{} …", words);
}

Step::~Step() {
    if (is_terminal_) fmt::print(stderr, "\r\033[K");
}

Conversation::Conversation(const PredictOptions& options, std::vector<Question> questions)
    : options_(options),
      questions_(std::move(questions)),
      answers_(options.answers),
      style_(detect_style(STDOUT_FILENO)) {
    for (const int number : options_.only) {
        const bool known = std::any_of(questions_.begin(), questions_.end(),
                                       [&](const Question& one) { return one.number == number; });
        if (!known)
            throw UserError(fmt::format("--only: there is no {}, but 1 to {}", number, questions_.size()));
    }
    asks_ = !options_.measure && !options_.list && options_.guesses.empty();
    talks_ = asks_ && is_conversation() && !options_.json;
    const std::string file = answers_.file().string();
    say_at_interrupt(options_.list || options_.measure
                         ? "\n"
                         : fmt::format("\nlab: what you answered is kept in {}\n", file));
}

bool Conversation::is_wanted(const Question& question) const {
    if (!options_.only.empty())
        return std::count(options_.only.begin(), options_.only.end(), question.number) != 0;
    if (options_.guesses.empty()) return true;
    return std::any_of(options_.guesses.begin(), options_.guesses.end(), [&](const auto& guess) {
        return guess.first == std::to_string(question.number) ||
               std::any_of(question.parts.begin(), question.parts.end(),
                           [&](const Part& part) { return guess.first == question.name_of(part); });
    });
}

/// All of them are understood before any is kept.
void Conversation::take_given_guesses() {
    std::vector<std::pair<std::string, Entry>> changed;
    for (const auto& [name, text] : options_.guesses) {
        const Question* question = nullptr;
        const Part* part = nullptr;
        for (const Question& one : questions_) {
            for (const Part& candidate : one.parts) {
                const bool alone = name == std::to_string(one.number) && one.parts.size() == 1;
                if (!alone && name != one.name_of(candidate)) continue;
                question = &one;
                part = &candidate;
            }
        }
        if (part == nullptr)
            throw UserError(
                fmt::format("--guess: there is no \"{}\"; --list has the names, such as 1a", name));
        try {
            Entry entry = answers_.entry(question->id());
            for (const auto& [id, before] : changed)
                if (id == question->id()) entry = before;
            entry.version = question->version;
            entry.guesses[part->id] = understood(*part, text);
            entry.guessed_at = now();
            changed.emplace_back(question->id(), std::move(entry));
        } catch (const UnclearGuess& error) {
            throw UserError(fmt::format("--guess {}: {}", name, error.what()));
        }
    }
    for (const auto& [id, entry] : changed) answers_.keep(id, entry);
}

void Conversation::show(const std::vector<std::string>& lines) const {
    if (options_.json) return;
    for (const std::string& line : lines) fmt::print("{}\n", line);
    std::fflush(stdout);
}

void Conversation::list() const {
    if (options_.json) return;
    for (const Question& question : questions_) {
        if (!is_wanted(question)) continue;
        show(question_lines(question, questions_.size(), style_));
        const Entry entry = answers_.entry(question.id());
        for (const Part& part : question.parts) {
            const auto guess = entry.guesses.find(part.id);
            const bool is_open = guess == entry.guesses.end() || guess->second.empty();
            show({fmt::format("  {:<3} {} ({}){}", question.name_of(part), part.ask, form_of(part),
                              is_open ? "" : ": you guessed " + guess_words(part, guess->second))});
            show(answer_lines(part, style_));
        }
        show({""});
    }
}

std::optional<std::string> Conversation::next_line() {
    if (input_ended_) return std::nullopt;
    auto line = read_line(STDIN_FILENO);
    input_ended_ = !line;
    return line;
}

std::optional<std::string> Conversation::ask_part(const Question& question, const Part& part) {
    if (talks_) show(answer_lines(part, style_));
    for (;;) {
        if (talks_) {
            fmt::print("  {} ({}): ", part.ask, form_of(part));
            std::fflush(stdout);
        }
        const auto line = next_line();
        if (!line) return std::nullopt;
        try {
            return understood(part, *line);
        } catch (const UnclearGuess& error) {
            // Nobody is there to say it better.
            if (!talks_)
                throw UserError(fmt::format("question {}: {}", question.name_of(part), error.what()));
            fmt::print("  {}\n", error.what());
        }
    }
}

void Conversation::ask(const Question& question) {
    Entry entry = answers_.entry(question.id());
    if (entry.version != question.version && entry.version != 0 && talks_)
        show({"  (this question has changed since you guessed, and is asked again)"});
    const bool from_start = options_.again || entry.version != question.version;
    for (const Part& part : question.parts) {
        if (!from_start && entry.guesses.count(part.id) != 0) continue;
        const auto guess = ask_part(question, part);
        if (!guess) return;
        entry.version = question.version;
        entry.guesses[part.id] = *guess;
        entry.guessed_at = now();
        // At once: whoever ends this now has lost nothing.
        answers_.keep(question.id(), entry);
    }
}

void Conversation::keep_measured(const Question& question, const Measured& measured) {
    Entry entry = answers_.entry(question.id());
    entry.version = question.version;
    entry.measured.clear();
    for (const auto& [part, finding] : measured.findings) entry.measured[part] = finding.text;
    entry.measured_at = now();
    entry.measured_on = source();
    answers_.keep(question.id(), entry);
}

void Conversation::measure_and_show(const Question& question, bool was_shown) {
    Told told;
    told.question = &question;
    if (!was_shown) show(question_lines(question, questions_.size(), style_));
    try {
        told.measured = answer(question, answers_.entry(question.id()));
        ++measured_;
        keep_measured(question, *told.measured);
    } catch (const NotMeasured& error) {
        told.unmeasured = error.what();
    }
    told.entry = answers_.entry(question.id());
    show(outcome_lines(told, style_));
    show({""});
    told_.push_back(std::move(told));
}

bool Conversation::is_to_be_asked(const Question& question) const {
    if (!asks_ || input_ended_) return false;
    const Entry entry = answers_.entry(question.id());
    return options_.again || entry.version != question.version ||
           std::any_of(question.parts.begin(), question.parts.end(),
                       [&](const Part& part) { return entry.guesses.count(part.id) == 0; });
}

void Conversation::go_through(const Question& question, bool is_last) {
    const bool is_asked = is_to_be_asked(question);
    const bool is_shown = is_asked && talks_;
    if (is_shown) show(question_lines(question, questions_.size(), style_));
    if (is_asked) ask(question);
    // Who ends the input at a terminal wants to go.
    if (talks_ && input_ended_) return;
    if (can_measure() || options_.json)
        measure_and_show(question, is_shown);
    else if (is_shown)
        show({""});
    if (!is_shown || is_last || !can_measure()) return;
    fmt::print("Enter: the next one ");
    std::fflush(stdout);
    next_line();
    fmt::print("\n");
}

void Conversation::print_document() const {
    nlohmann::json questions = nlohmann::json::array();
    for (const Told& one : told_) questions.push_back(to_json(one));
    const nlohmann::json document = {{"lab", options_.lab},
                                     {"measured_on", source()},
                                     {"answers", answers_.file().string()},
                                     {"questions", std::move(questions)}};
    fmt::print("{}\n", document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

int Conversation::hold() {
    if (options_.list) {
        list();
        return 0;
    }
    take_given_guesses();
    prepare();
    if (talks_) show({"Enter leaves a guess open. Ctrl-C ends this; what you have answered is kept.", ""});
    const Question* last = nullptr;
    for (const Question& question : questions_)
        if (is_wanted(question)) last = &question;
    for (const Question& question : questions_) {
        if (talks_ && input_ended_) break;
        if (is_wanted(question)) go_through(question, &question == last);
    }
    if (talks_ && input_ended_) fmt::print("\n");
    if (options_.json)
        print_document();
    else
        for (const std::string& words : last_words())
            show(wrapped(printable(words), static_cast<std::size_t>(style_.width)));
    const bool was_to_measure = options_.measure || (can_measure() && !input_ended_);
    return measured_ == 0 && was_to_measure ? exit_unfit : 0;
}

}  // namespace grader
