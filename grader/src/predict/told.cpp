#include "predict/told.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/text.hpp"

namespace grader {

namespace {

using Lines = std::vector<std::string>;

std::size_t width_of(const TerminalStyle& style) {
    return static_cast<std::size_t>(style.width);
}

void add(Lines& lines, const std::string& text, std::size_t indent, Ink ink, const TerminalStyle& style) {
    const std::string space(indent, ' ');
    for (const std::string& row : wrapped(printable(text), width_of(style) - indent))
        lines.push_back(space + painted(row, ink, style.colour));
}

/// Without breaking what is aligned; a sentence is broken between its words.
void add_evidence(Lines& lines, const std::string& text, const TerminalStyle& style) {
    constexpr std::size_t indent = 4;
    const std::size_t width = width_of(style) - indent;
    for (const std::string& line : printable_lines(text))
        for (const std::string& row :
             line.find("  ") == std::string::npos ? wrapped(line, width) : chopped(line, width))
            lines.push_back("    " + painted(row, Ink::quiet, style.colour));
}

Ink ink_of(Nearness nearness) {
    switch (nearness) {
        case Nearness::right:
        case Nearness::near:
            return Ink::good;
        case Nearness::off:
            return Ink::open;
        default:
            return Ink::plain;
    }
}

const Finding* finding_of(const Told& told, const Part& part) {
    if (!told.measured) return nullptr;
    const auto found = told.measured->findings.find(part.id);
    return found == told.measured->findings.end() ? nullptr : &found->second;
}

std::string guess_of(const Told& told, const Part& part) {
    const auto found = told.entry.guesses.find(part.id);
    return found == told.entry.guesses.end() ? "" : found->second;
}

constexpr std::string_view kind_names[] = {"count", "bytes", "time", "choice", "text"};
constexpr std::string_view nearness_names[] = {"right", "near", "off", "told"};

}  // namespace

Lines question_lines(const Question& question, std::size_t of, const TerminalStyle& style) {
    Lines lines;
    const std::string name =
        question.lab == 0 ? fmt::format("Situation {} of {}", question.number, of)
                          : fmt::format("Lab {}, question {} of {}", question.lab, question.number, of);
    add(lines, name, 0, Ink::strong, style);
    add(lines, question.text, 2, Ink::plain, style);
    return lines;
}

Lines answer_lines(const Part& part, const TerminalStyle& style) {
    Lines lines;
    for (std::size_t index = 0; index < part.answers.size(); ++index)
        lines.push_back(
            cut(fmt::format("    {:>2}  {}", index + 1, part.answers[index].label), width_of(style)));
    return lines;
}

std::string form_of(const Part& part) {
    switch (part.kind) {
        case GuessKind::count:
            return "a number";
        case GuessKind::bytes:
            return "bytes, KiB, MiB";
        case GuessKind::time:
            return "µs, ms, s";
        case GuessKind::choice:
            return fmt::format("1 to {}", part.answers.size());
        case GuessKind::text:
            break;
    }
    return "in a few words";
}

std::string guess_words(const Part& part, const std::string& guess) {
    if (part.kind != GuessKind::choice) return guess;
    const Answer* const answer = part.answer(guess);
    return answer == nullptr ? guess : answer->label;
}

Lines outcome_lines(const Told& told, const TerminalStyle& style) {
    Lines lines;
    for (const Part& part : told.question->parts) {
        const Finding* const finding = finding_of(told, part);
        const std::string guess = guess_of(told, part);
        if (finding == nullptr && guess.empty()) continue;
        std::string text = guess.empty() ? "no guess" : "you guessed " + guess_words(part, guess);
        Ink ink = Ink::plain;
        if (told.question->lab == 0) {
            text = guess.empty() ? ""
                                 : (part.kind == GuessKind::text ? "you said: " : "you take ") +
                                       guess_words(part, guess);
            if (finding != nullptr)
                text += fmt::format("{}the reading takes {}{}", text.empty() ? "" : "; ", finding->text,
                                    guess == finding->key && guess_words(part, guess) != finding->text
                                        ? ", and yours is as good"
                                        : "");
            if (finding != nullptr) ink = ink_of(judged(part, guess, *finding).nearness);
        } else if (finding != nullptr) {
            text += (finding->amount ? ", it is " : "; measured: ") + finding->text;
            const Judgement judgement = judged(part, guess, *finding);
            if (!judgement.words.empty()) text += ": " + judgement.words;
            ink = ink_of(judgement.nearness);
        }
        add(lines, part.ask, 2, Ink::strong, style);
        add(lines, text, 4, ink, style);
    }
    if (told.measured) {
        add(lines, "Seen", 2, Ink::strong, style);
        for (const std::string& row : told.measured->evidence) add_evidence(lines, row, style);
        add(lines, "Why", 2, Ink::strong, style);
        add(lines, told.question->why, 4, Ink::plain, style);
    } else if (!told.unmeasured.empty()) {
        add(lines, "not measured: " + told.unmeasured, 2, Ink::open, style);
    }
    return lines;
}

nlohmann::json to_json(const Told& told) {
    const Question& question = *told.question;
    nlohmann::json parts = nlohmann::json::array();
    for (const Part& part : question.parts) {
        const std::string guess = guess_of(told, part);
        nlohmann::json one = {{"id", part.id},
                              {"name", question.name_of(part)},
                              {"ask", part.ask},
                              {"kind", kind_names[static_cast<std::size_t>(part.kind)]},
                              {"guess", guess}};
        for (const Answer& answer : part.answers)
            one["answers"].push_back({{"key", answer.key}, {"label", answer.label}});
        if (const Finding* const finding = finding_of(told, part)) {
            const Judgement judgement = judged(part, guess, *finding);
            one["measured"] = finding->text;
            if (finding->amount) one["amount"] = *finding->amount;
            if (!finding->key.empty()) one["key"] = finding->key;
            one["nearness"] = nearness_names[static_cast<std::size_t>(judgement.nearness)];
            one["judgement"] = judgement.words;
        }
        parts.push_back(std::move(one));
    }
    nlohmann::json json = {{"id", question.id()},         {"number", question.number},
                           {"version", question.version}, {"text", question.text},
                           {"parts", std::move(parts)},   {"why", question.why}};
    if (told.measured) json["evidence"] = told.measured->evidence;
    if (!told.unmeasured.empty()) json["unmeasured"] = told.unmeasured;
    return json;
}

}  // namespace grader
