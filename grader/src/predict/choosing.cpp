#include "predict/choosing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "predict/crash.hpp"

namespace grader {

namespace {

using Words = std::vector<std::string>;

std::vector<Question> questions_of(const std::vector<Situation>& situations) {
    std::vector<Question> questions;
    for (const Situation& situation : situations) questions.push_back(situation.question);
    return questions;
}

void append(Words& to, const Words& more) {
    to.insert(to.end(), more.begin(), more.end());
}

std::string title_of(const Situation& situation, const std::string& model) {
    const Answer* const answer = situation.question.parts.front().answer(model);
    return answer == nullptr ? model : answer->label;
}

}  // namespace

Choosing::Choosing(const PredictOptions& options, std::vector<Situation> situations)
    : Conversation(options, questions_of(situations)), situations_(std::move(situations)) {
    comparer_.program = options.compare;
    for (const auto& [place, other, to] :
         {std::tuple{&options.lab4, &options.lab4_reference, &comparer_.lab4},
          std::tuple{&options.own, &options.reference, &comparer_.lab5}}) {
        for (const Place* one : {place, other})
            if (!one->path.empty()) to->push_back(one->path);
    }
}

/// The choice and the reading's; unless it is to be quick, the two labs' as well.
Words Choosing::models_for(const Situation& situation, const Marked& marked) const {
    Words models;
    const auto add = [&](const std::string& model) {
        if (!model.empty() && std::find(models.begin(), models.end(), model) == models.end())
            models.push_back(model);
    };
    add(marked.chosen);
    add(situation.takes.front());
    if (!options().quick) {
        add("lab4");
        add("lab5");
    }
    return models;
}

ServerProgram Choosing::server_of(const Situation& situation, const std::string& model) const {
    const Words* const own = model == "lab4" ? &comparer_.lab4 : model == "lab5" ? &comparer_.lab5 : nullptr;
    const std::string title = title_of(situation, model);
    if (own == nullptr)
        return {title, (std::filesystem::path(comparer_.program).parent_path() / model).string()};
    std::string why = "it is not there";
    for (const std::string& path : *own) {
        why = why_it_does_not_serve({title, path});
        if (why.empty()) return {title, path};
    }
    throw NotMeasured(why);
}

void Choosing::play_crash(const Situation& situation, const Words& models, const Marked& marked,
                          Measured& measured) const {
    constexpr int clients = 4;
    measured.evidence.emplace_back("four clients; the thread that serves the first one gets SIGSEGV");
    measured.evidence.push_back(fmt::format("  {:<42}{:>16}{:>14}", "", "others go on", "the next one"));
    for (const std::string& model : models) {
        const Step step(fmt::format("{}: a crash", title_of(situation, model)));
        std::string line = fmt::format("{}{}{:<42}", model == marked.chosen ? ">" : " ",
                                       model == marked.taken ? "*" : " ", title_of(situation, model));
        try {
            const bool has_workers = model == "prefork" || model == "thread_pool";
            const Crash seen =
                crash(server_of(situation, model),
                      has_workers ? Words{"--workers", std::to_string(clients)} : Words(), clients);
            line += fmt::format("{:>16}{:>14}", fmt::format("{} of {}", seen.go_on, seen.others),
                                seen.serves_next ? "is served" : "is not");
            if (model == marked.chosen || model == marked.taken)
                measured.findings[model == marked.chosen ? "load" : "reading"] = {
                    .text = fmt::format("{} of {} others go on", seen.go_on, seen.others),
                    .amount = {},
                    .key = ""};
        } catch (const std::exception& error) {
            line += error.what();
        }
        measured.evidence.push_back(std::move(line));
    }
}

Measured Choosing::answer(const Question& question, const Entry& entry) {
    const auto found = std::find_if(situations_.begin(), situations_.end(), [&](const Situation& one) {
        return one.question.number == question.number;
    });
    const Situation& situation = *found;
    const auto guess = entry.guesses.find("model");
    Marked marked;
    marked.chosen = guess == entry.guesses.end() ? "" : guess->second;
    marked.taken = situation.takes.front();
    const bool is_as_good =
        std::find(situation.takes.begin(), situation.takes.end(), marked.chosen) != situation.takes.end();
    Measured measured;
    measured.findings["model"] = {.text = title_of(situation, marked.taken),
                                  .amount = {},
                                  .key = is_as_good ? marked.chosen : marked.taken};
    const Words models = models_for(situation, marked);
    std::vector<WorkLoad> loads;
    if (situation.load) loads.push_back(*situation.load);
    if (!options().quick) loads.push_back(situation.harder);
    measured.evidence.emplace_back("> your choice   * the reading's");
    if (!situation.load) play_crash(situation, models, marked, measured);
    if (loads.empty()) return measured;
    const nlohmann::json run = compared(comparer_, models, loads);
    for (std::size_t place = 0; place < loads.size(); ++place) {
        const bool is_harder = place == loads.size() - 1 && !options().quick;
        const Words& shows = is_harder ? situation.harder_shows : situation.shows;
        const std::string title = run.at("scenarios").at(place).at("title");
        measured.evidence.push_back(is_harder ? "where it breaks: " + title : title);
        append(measured.evidence, table_of(run, place, shows, marked));
        const std::string difference = difference_in(run, place, shows.front(), marked);
        if (!difference.empty())
            measured.findings[is_harder ? "harder" : "load"] = {.text = difference, .amount = {}, .key = ""};
    }
    if (!options().quick) measured.evidence.push_back(situation.breaks);
    append(measured.evidence, notes_of(run));
    return measured;
}

Words Choosing::last_words() const {
    return {
        fmt::format("Kept in {}. Nothing is graded; `./lab compare` measures all models in more situations.",
                    answers().file().string())};
}

}  // namespace grader
