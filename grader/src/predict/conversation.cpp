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

/// On a terminal, a line that goes again.
class Step {
 public:
    explicit Step(const std::string& words) : is_terminal_(::isatty(STDERR_FILENO) == 1) {
        if (is_terminal_) fmt::print(stderr, "\r\033[K{} …", words);
    }
    ~Step() {
        if (is_terminal_) fmt::print(stderr, "\r\033[K");
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

 private:
    bool is_terminal_;
};

}  // namespace

Conversation::Conversation(const PredictOptions& options)
    : options_(options),
      questions_(load_questions(options.questions)),
      answers_(options.answers),
      style_(detect_style(STDOUT_FILENO)) {
    for (const int number : options_.only) {
        const bool known = std::any_of(questions_.begin(), questions_.end(),
                                       [&](const Question& one) { return one.number == number; });
        if (!known)
            throw UserError(fmt::format("there is no question {} in lab {}: 1 to {}", number, options_.lab,
                                        questions_.size()));
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
            throw UserError(fmt::format(
                "--guess: there is no \"{}\"; `./lab predict {} --list` has the names, such as 1a", name,
                options_.lab));
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

/// The student's own, if it serves; the reference, where somebody says so.
void Conversation::choose_server() {
    const auto take = [&](const Place& place, const std::string& name) {
        if (place.path.empty()) return place.absent;
        const ServerProgram server{name, place.path};
        const Step step("looking whether the server serves");
        std::string why = why_it_does_not_serve(server);
        if (why.empty()) {
            servers_ = Servers{server, std::nullopt, options_.on_the_worker, options_.tasks_script};
            source_ = place.source;
        }
        return why;
    };
    why_none_ = take(options_.own, options_.own.source);
    if (!servers_ && !options_.reference.path.empty() && talks_) {
        fmt::print(
            "{} can't be measured yet: {}\nMeasure on the reference instead? That shows its answers. [y/N] ",
            options_.own.source, why_none_);
        std::fflush(stdout);
        const auto answer = read_line(STDIN_FILENO);
        input_ended_ = !answer;
        if (answer && !answer->empty() && (answer->front() == 'y' || answer->front() == 'Y'))
            why_none_ = take(options_.reference, options_.reference.source);
        fmt::print("\n");
    }
    if (servers_ && options_.lab == 5 && !options_.lab4.path.empty()) {
        const ServerProgram lab4{options_.lab4.source, options_.lab4.path};
        if (why_it_does_not_serve(lab4).empty()) servers_->lab4 = lab4;
    }
}

std::optional<std::string> Conversation::ask_part(const Question& question, const Part& part) {
    if (talks_) show(answer_lines(part, style_));
    for (;;) {
        if (talks_) {
            fmt::print("  {} ({}): ", part.ask, form_of(part));
            std::fflush(stdout);
        }
        const auto line = input_ended_ ? std::nullopt : read_line(STDIN_FILENO);
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
        if (!guess) {
            input_ended_ = true;
            return;
        }
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
    entry.measured_on = source_;
    answers_.keep(question.id(), entry);
}

void Conversation::measure_and_show(const Question& question, bool was_asked) {
    Told told;
    told.question = &question;
    if (servers_) {
        try {
            const Step step(fmt::format("question {}: measuring", question.number));
            told.measured = measure(question, *servers_);
            ++measured_;
        } catch (const NotMeasured& error) {
            told.unmeasured = error.what();
        }
        if (told.measured) keep_measured(question, *told.measured);
    } else if (options_.json) {
        told.unmeasured = why_none_;
    }
    told.entry = answers_.entry(question.id());
    if (!was_asked) show(question_lines(question, questions_.size(), style_));
    show(outcome_lines(told, style_));
    show({""});
    told_.push_back(std::move(told));
}

void Conversation::say_what_next() const {
    const std::string lab = std::to_string(options_.lab);
    if (servers_) {
        show({fmt::format("Measured on {}; kept in {}.", source_, answers_.file().string())});
        return;
    }
    if (!options_.json) fmt::print("Not measured: {}: {}.\n", options_.own.source, why_none_);
    if (asks_ || !options_.guesses.empty())
        show(
            {fmt::format("Your guesses are kept in {}.", answers_.file().string()),
             fmt::format("When your server echoes, `./lab predict {} --measure` measures them on it.", lab)});
    show({options_.reference.path.empty()
              ? fmt::format("`./lab predict {} --measure --on DIR` measures on a server that is elsewhere.",
                            lab)
              : fmt::format("`./lab predict {} --measure --on reference` measures on the course's own.",
                            lab)});
}

int Conversation::hold() {
    if (options_.list && !options_.json) {
        list();
        return 0;
    }
    take_given_guesses();
    if (!options_.list) choose_server();
    if (talks_) show({"Enter leaves a guess open. Ctrl-C ends this; what you have answered is kept.", ""});
    const Question* last = nullptr;
    for (const Question& question : questions_)
        if (is_wanted(question)) last = &question;
    for (const Question& question : questions_) {
        if (!is_wanted(question)) continue;
        const Entry entry = answers_.entry(question.id());
        const bool has_open_part =
            std::any_of(question.parts.begin(), question.parts.end(),
                        [&](const Part& part) { return entry.guesses.count(part.id) == 0; });
        const bool is_asked = asks_ && (options_.again || entry.version != question.version || has_open_part);
        if (is_asked && !input_ended_) {
            if (talks_) show(question_lines(question, questions_.size(), style_));
            ask(question);
        }
        // Who ends the input at a terminal wants to go.
        if (talks_ && input_ended_) break;
        if (servers_ || options_.json)
            measure_and_show(question, is_asked && talks_);
        else if (is_asked && talks_)
            show({""});
        if (talks_ && servers_ && &question != last && is_asked) {
            fmt::print("Enter: the next question ");
            std::fflush(stdout);
            input_ended_ = !read_line(STDIN_FILENO);
            fmt::print("\n");
            if (input_ended_) break;
        }
    }
    if (talks_ && input_ended_) fmt::print("\n");
    if (options_.json) {
        nlohmann::json questions = nlohmann::json::array();
        for (const Told& one : told_) questions.push_back(to_json(one));
        const nlohmann::json document = {{"lab", options_.lab},
                                         {"measured_on", source_},
                                         {"answers", answers_.file().string()},
                                         {"questions", std::move(questions)}};
        fmt::print("{}\n", document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        say_what_next();
    }
    return measured_ == 0 && !options_.list && (options_.measure || servers_) ? exit_unfit : 0;
}

}  // namespace grader
