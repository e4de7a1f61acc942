#include "base/pattern.hpp"

#include <regex>

namespace grader {

namespace {

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
    return std::regex_match(text, match, compiled_->regex) ? groups(match) : std::vector<std::string>{};
}

std::vector<std::string> Pattern::search(const std::string& text) const {
    std::smatch match;
    return std::regex_search(text, match, compiled_->regex) ? groups(match) : std::vector<std::string>{};
}

std::string Pattern::removed_from(const std::string& text) const {
    return std::regex_replace(text, compiled_->regex, "");
}

}  // namespace grader
