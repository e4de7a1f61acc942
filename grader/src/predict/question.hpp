// The questions that are asked before a lab is begun, and why the answers are what they are: data, in
// labs/predict/lab4.toml and its neighbours.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// What is guessed: a number of things, of bytes, of seconds; one of several answers; a few words.
enum class GuessKind { count, bytes, time, choice, text };

/// One of the answers that a choice has.
struct Answer {
    std::string key;    ///< "epoll", in files
    std::string label;  ///< "epoll_wait"
};

/// A question asks for several things mostly: each is guessed by itself.
struct Part {
    std::string id;   ///< "call", in files
    std::string ask;  ///< "The system call"
    GuessKind kind = GuessKind::text;
    std::vector<Answer> answers;  ///< of a choice

    [[nodiscard]] const Answer* answer(std::string_view key) const;
};

struct Question {
    int lab = 0;     ///< 0: it belongs to none
    int number = 0;  ///< in the handout's list
    int version = 1;
    std::string text;
    std::string why;
    std::vector<Part> parts;

    /// "lab4-1", in files
    [[nodiscard]] std::string id() const;
    /// "1", or of one that has several parts "1b"
    [[nodiscard]] std::string name_of(const Part& part) const;
};

/// Throws UserError with all that is wrong with the file.
std::vector<Question> load_questions(const std::filesystem::path& file);
/// The same of a file's text.
std::vector<Question> parse_questions(std::string_view text, const std::string& file);

}  // namespace grader
