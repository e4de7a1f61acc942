#include "predict/question.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "result/toml_texts.hpp"

namespace grader {

namespace {

constexpr std::pair<std::string_view, GuessKind> kinds[] = {{"count", GuessKind::count},
                                                            {"bytes", GuessKind::bytes},
                                                            {"time", GuessKind::time},
                                                            {"choice", GuessKind::choice},
                                                            {"text", GuessKind::text}};

class QuestionReader : public TomlTexts {
 public:
    using TomlTexts::TomlTexts;

    std::vector<Question> read(std::string_view text) {
        const toml::table table = parsed(text);
        only_keys(table, "the file", {"lab", "question"});
        const int lab = number(table, "lab", "the file");
        for (const toml::table* one : tables(table, "question")) read_question(*one, lab);
        require_nothing_wrong();
        return std::move(questions_);
    }

 private:
    void read_question(const toml::table& table, int lab) {
        Question question;
        question.lab = lab;
        question.number = number(table, "number", "a question");
        const std::string owner = fmt::format("question {}", question.number);
        only_keys(table, owner, {"number", "version", "text", "why", "part"});
        once(seen_, owner, "question", line_of(table));
        question.version = number(table, "version", owner);
        question.text = text_of(table, "text", owner);
        question.why = text_of(table, "why", owner);
        std::map<std::string, std::size_t> parts;
        for (const toml::table* part : tables(table, "part")) {
            question.parts.push_back(read_part(*part, owner));
            once(parts, question.parts.back().id, "part", line_of(*part));
        }
        questions_.push_back(std::move(question));
    }

    Part read_part(const toml::table& table, const std::string& question) {
        Part part;
        part.id = text_of(table, "id", "a part of " + question);
        const std::string owner = fmt::format("part {} of {}", part.id, question);
        only_keys(table, owner, {"id", "ask", "kind", "answers"});
        part.ask = text_of(table, "ask", owner);
        const std::string kind = text_of(table, "kind", owner);
        const auto* const known = std::find_if(std::begin(kinds), std::end(kinds),
                                               [&](const auto& one) { return one.first == kind; });
        if (known == std::end(kinds))
            problem(
                line_of(table),
                fmt::format("{}: there is no kind \"{}\": count, bytes, time, choice or text", owner, kind));
        else
            part.kind = known->second;
        if (part.kind != GuessKind::choice) return part;
        for (const std::string& answer : texts_of(table, "answers", owner)) {
            const std::size_t colon = answer.find(": ");
            if (colon == std::string::npos)
                problem(line_of(table), fmt::format("{}: an answer is \"key: what it says\"", owner));
            else
                part.answers.push_back({answer.substr(0, colon), answer.substr(colon + 2)});
        }
        return part;
    }

    std::vector<Question> questions_;
    std::map<std::string, std::size_t> seen_;
};

}  // namespace

const Answer* Part::answer(std::string_view key) const {
    const auto found =
        std::find_if(answers.begin(), answers.end(), [&](const Answer& one) { return one.key == key; });
    return found == answers.end() ? nullptr : &*found;
}

std::string Question::id() const {
    return lab == 0 ? fmt::format("choose-{}", number) : fmt::format("lab{}-{}", lab, number);
}

std::string Question::name_of(const Part& part) const {
    if (parts.size() < 2) return std::to_string(number);
    return fmt::format("{}{}", number, static_cast<char>('a' + (&part - parts.data())));
}

std::vector<Question> load_questions(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) throw UserError("can't read the questions: " + file.string());
    return parse_questions(*text, file.filename().string());
}

std::vector<Question> parse_questions(std::string_view text, const std::string& file) {
    return QuestionReader(file).read(text);
}

}  // namespace grader
