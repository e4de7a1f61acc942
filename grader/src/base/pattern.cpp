#include "base/pattern.hpp"

#include <regex>

namespace grader {

namespace {

// The library's matcher calls itself for each character: a quarter of a megabyte of digits is the end of the
// stack. What is matched here are lines, and no honest one is as long as this.
constexpr std::size_t longest_text = 8192;

bool is_too_long(const std::string& text) {
    return text.size() > longest_text;
}

std::vector<std::string> groups(const std::smatch& match) {
    return {match.begin(), match.end()};
}

}  // namespace

struct Pattern::Compiled {
    std::regex regex;
};

Pattern::Pattern(const char* expression) : compiled_(new Compiled{std::regex(expression)}) {}
Pattern::~Pattern() = default;

std::vector<std::string> Pattern::match(const std::string& text) const {
    std::smatch match;
    return !is_too_long(text) && std::regex_match(text, match, compiled_->regex) ? groups(match)
                                                                                 : std::vector<std::string>{};
}

std::vector<std::string> Pattern::search(const std::string& text) const {
    std::smatch match;
    return !is_too_long(text) && std::regex_search(text, match, compiled_->regex)
               ? groups(match)
               : std::vector<std::string>{};
}

std::string Pattern::removed_from(const std::string& text) const {
    return is_too_long(text) ? text : std::regex_replace(text, compiled_->regex, "");
}

}  // namespace grader
