#include "clean_text.hpp"

#include <cstddef>
#include <string_view>

namespace grader::hostile {

namespace {

/// Of the character at `at`; 0 if it is no UTF-8. Overlong forms and surrogates are none.
std::size_t length_of_character(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t index) {
        return at + index < text.size() ? static_cast<unsigned char>(text[at + index]) : 0U;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xC2 && first < 0xE0 ? 2
                                                               : 0;
    for (std::size_t index = 1; index < length; ++index) {
        if ((byte(index) & 0xC0U) != 0x80) return 0;
    }
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool beyond = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
    return overlong || beyond ? 0 : length;
}

bool is_control(std::string_view character) {
    if (character.size() == 1) {
        const auto byte = static_cast<unsigned char>(character[0]);
        return (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    }
    return character.size() == 2 && character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
}

/// Overrides, embeddings and isolates change the order of what follows: U+202A to U+202E, U+2066 to U+2069.
bool is_bidirectional_control(std::string_view character) {
    if (character.size() != 3 || character[0] != '\xE2') return false;
    const auto second = static_cast<unsigned char>(character[1]);
    const auto third = static_cast<unsigned char>(character[2]);
    return (second == 0x80 && third >= 0xAA && third <= 0xAE) ||
           (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

/// `is_shown`: people read it as it is.
std::string problem_of(std::string_view text, bool is_shown) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = length_of_character(text, at);
        const std::string where = " at byte " + std::to_string(at);
        if (length == 0) return "has bytes that are no UTF-8" + where;
        const std::string_view character = text.substr(at, length);
        if (is_control(character)) return "has a control character" + where;
        if (is_shown && is_bidirectional_control(character)) return "has a bidirectional control" + where;
        at += length;
    }
    return "";
}

/// A line of a job's log that begins so is a command to GitHub's runner.
bool has_command(std::string_view text) {
    return text.substr(0, 2) == "::" || text.find("\n::") != std::string_view::npos;
}

bool is_rendered(const std::string& format) {
    return format == "html" || format == "markdown" || format == "junit" || format == "classroom50-release";
}

}  // namespace

std::vector<std::string> unclean_texts(const Grading& grading) {
    std::vector<std::string> found;
    const auto look = [&](const std::string& name, const std::string& text) {
        if (const std::string problem = problem_of(text, name != "json"); !problem.empty())
            found.push_back("the document " + name + " " + problem);
    };
    look("terminal", grading.terminal);
    for (const auto& [format, text] : grading.documents) look(format, text);
    if (has_command(grading.terminal)) found.emplace_back("what the grader prints has a workflow command");
    return found;
}

std::vector<std::string> found_in_pages(const Grading& grading, const std::vector<std::string>& words) {
    std::vector<std::string> found;
    for (const auto& [format, text] : grading.documents) {
        for (const std::string& each : words) {
            if (is_rendered(format) && text.find(each) != std::string::npos)
                found.push_back("the document " + format + " has \"" + each + "\"");
        }
    }
    return found;
}

}  // namespace grader::hostile
