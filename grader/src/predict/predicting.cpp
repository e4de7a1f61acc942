#include "predict/predicting.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "predict/question.hpp"

namespace grader {

Predicting::Predicting(const PredictOptions& options)
    : Conversation(options, load_questions(options.questions)) {}

std::string Predicting::take(const Place& place) {
    if (place.path.empty()) return place.absent;
    const ServerProgram server{place.source, place.path};
    const Step step("looking whether the server serves");
    std::string why = why_it_does_not_serve(server);
    if (!why.empty()) return why;
    servers_ = Servers{server, std::nullopt, options().on_the_worker, options().tasks_script};
    source_ = place.source;
    return "";
}

/// The student's own, if it serves; the reference, where somebody says so.
void Predicting::prepare() {
    const Place& own = options().own;
    why_none_ = take(own);
    if (!servers_ && !options().reference.path.empty() && talks()) {
        fmt::print(
            "{} can't be measured yet: {}\nMeasure on the reference instead? That shows its answers. [y/N] ",
            own.source, why_none_);
        std::fflush(stdout);
        const auto answer = next_line();
        if (answer && !answer->empty() && (answer->front() == 'y' || answer->front() == 'Y'))
            why_none_ = take(options().reference);
        fmt::print("\n");
    }
    if (servers_ && options().lab == 5 && !options().lab4.path.empty()) {
        const ServerProgram lab4{options().lab4.source, options().lab4.path};
        if (why_it_does_not_serve(lab4).empty()) servers_->lab4 = lab4;
    }
}

Measured Predicting::answer(const Question& question, const Entry&) {
    if (!servers_) throw NotMeasured(why_none_);
    const Step step(fmt::format("question {}: measuring", question.number));
    return measure(question, *servers_);
}

std::vector<std::string> Predicting::last_words() const {
    const std::string file = answers().file().string();
    if (servers_) return {fmt::format("Measured on {}; kept in {}.", source_, file)};
    std::vector<std::string> words{fmt::format("Not measured: {}: {}.", options().own.source, why_none_)};
    if (asks() || !options().guesses.empty()) {
        words.push_back(fmt::format("Your guesses are kept in {}.", file));
        words.push_back(fmt::format(
            "When your server echoes, `./lab predict {} --measure` measures them on it.", options().lab));
    }
    words.push_back(fmt::format("`./lab predict {} --measure --on {}", options().lab,
                                options().reference.path.empty()
                                    ? "DIR` measures on a server that is elsewhere."
                                    : "reference` measures on the course's own."));
    return words;
}

}  // namespace grader
