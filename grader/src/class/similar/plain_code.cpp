#include "class/similar/plain_code.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace grader {

namespace {

class Plain {
 public:
    explicit Plain(std::string_view code) : code_(code) {}

    std::string text() {
        while (here_ < code_.size()) {
            if (begins("//")) {
                skip_to(end_of_comment());
            } else if (begins("/*")) {
                skip_to(behind("*/", here_ + 2));
            } else if (begins("R\"") && !is_in_a_word()) {
                skip_raw_string();
            } else if (code_[here_] == '"' || (code_[here_] == '\'' && !is_in_a_word())) {
                take_string(code_[here_]);
            } else {
                take();
            }
        }
        return std::move(plain_);
    }

 private:
    [[nodiscard]] bool begins(std::string_view with) const {
        return code_.substr(here_, with.size()) == with;
    }

    /// Behind a letter or digit: 1'000, or the name SOLVER before a string. (The prefixes of strings are
    /// none.)
    [[nodiscard]] bool is_in_a_word() const {
        std::size_t begin = here_;
        while (begin > 0 &&
               (std::isalnum(static_cast<unsigned char>(code_[begin - 1])) != 0 || code_[begin - 1] == '_'))
            --begin;
        const std::string_view word = code_.substr(begin, here_ - begin);
        return !word.empty() && word != "u8" && word != "u" && word != "U" && word != "L";
    }

    [[nodiscard]] std::size_t behind(std::string_view what, std::size_t from) const {
        const std::size_t found = code_.find(what, from);
        return found == std::string_view::npos ? code_.size() : found + what.size();
    }

    /// Of a comment that begins with two slashes: a backslash at the end of a line makes the next one a part
    /// of it.
    [[nodiscard]] std::size_t end_of_comment() const {
        std::size_t end = code_.find('\n', here_);
        while (end != std::string_view::npos && code_[end - 1] == '\\') end = code_.find('\n', end + 1);
        return std::min(end, code_.size());
    }

    void skip_to(std::size_t end) {
        plain_ += ' ';
        plain_.append(
            static_cast<std::size_t>(std::count(code_.begin() + static_cast<std::ptrdiff_t>(here_),
                                                code_.begin() + static_cast<std::ptrdiff_t>(end), '\n')),
            '\n');
        here_ = end;
    }

    void skip_raw_string() {
        const std::size_t open = code_.find('(', here_);
        // No delimiter has more characters than 16.
        if (open == std::string_view::npos || open > here_ + 18) return take();
        const std::string close = ")" + std::string(code_.substr(here_ + 2, open - here_ - 2)) + "\"";
        plain_ += "\"\"";
        skip_to(behind(close, open));
    }

    void take_string(char quote) {
        take();
        while (here_ < code_.size() && code_[here_] != quote && code_[here_] != '\n') {
            if (code_[here_] == '\\') take();
            if (here_ < code_.size()) take();
        }
        if (here_ < code_.size()) take();
    }

    void take() {
        const char c = code_[here_++];
        plain_ += c == '\n' || (c >= ' ' && c <= '~') ? c : ' ';
    }

    std::string_view code_;
    std::size_t here_ = 0;
    std::string plain_;
};

}  // namespace

std::string plain_code(std::string_view code) {
    return Plain(code).text();
}

std::string code_in_markdown(std::string_view text) {
    constexpr std::string_view begin = "\n```cpp\n";
    constexpr std::string_view end = "\n```";
    std::string code;
    for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
        at += begin.size();
        const std::size_t stop = std::min(text.find(end, at), text.size());
        code += text.substr(at, stop - at);
        code += '\n';
        at = stop;
    }
    return code;
}

}  // namespace grader
