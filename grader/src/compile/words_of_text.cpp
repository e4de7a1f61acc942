#include "compile/words_of_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace grader {

namespace {

// Compilers stop at 200 files that include one another.
constexpr std::size_t deepest = 1000;

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool begins_string(std::string_view prefix) {
    constexpr std::string_view prefixes[] = {"u8", "u", "U", "L", "R", "u8R", "uR", "UR", "LR"};
    return std::find(std::begin(prefixes), std::end(prefixes), prefix) != std::end(prefixes);
}

/// The character that begins at a backslash, and how long that is. What is not ASCII is '?'.
std::pair<char, std::size_t> escaped(std::string_view text) {
    constexpr std::string_view letters = "abfnrtv";
    constexpr std::string_view meant = "\a\b\f\n\r\t\v";
    const char c = text.size() > 1 ? text[1] : '\\';
    if (const auto at = letters.find(c); at != std::string_view::npos) return {meant[at], 2};
    const bool is_octal = c >= '0' && c <= '7';
    if (!is_octal && c != 'x' && c != 'u' && c != 'U') return {c, 2};
    std::string_view digits = text.substr(is_octal ? 1 : 2);
    const std::size_t skipped = !digits.empty() && digits.front() == '{' ? 1 : 0;
    digits = digits.substr(skipped, is_octal ? 3 : 8);
    if (c == 'u' && skipped == 0) digits = digits.substr(0, 4);
    unsigned value = 0;
    const auto end =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, is_octal ? 8 : 16).ptr;
    const auto length = static_cast<std::size_t>(end - text.data()) + skipped;
    return {value < 128 ? static_cast<char>(value) : '?', std::max<std::size_t>(length, 2)};
}

}  // namespace

WordsOfText::WordsOfText(std::string_view text, std::function<bool(const std::string&)> is_own)
    : text_(text), is_own_(std::move(is_own)) {}

Word WordsOfText::next() {
    Word word = has_coming_ ? std::move(coming_) : one();
    has_coming_ = false;
    while (word.kind == Word::Kind::string) {
        coming_ = one();
        has_coming_ = coming_.kind != Word::Kind::string;
        if (has_coming_) break;
        word.text += coming_.text;
    }
    return word;
}

void WordsOfText::skip_blanks() {
    for (; here_ < text_.size(); ++here_) {
        if (at() == '\n') {
            ++line_;
            line_begins_ = true;
        } else if (std::isspace(static_cast<unsigned char>(at())) == 0) {
            if (!line_begins_ || at() != '#' || !take_marker()) return;
        }
    }
}

bool WordsOfText::take_marker() {
    const std::size_t end = std::min(text_.find('\n', here_), text_.size());
    std::string_view marker = text_.substr(here_ + 1, end - here_ - 1);
    const auto skip = [&marker] {
        marker.remove_prefix(std::min(marker.find_first_not_of(" \t"), marker.size()));
    };
    skip();
    int line = 0;
    const auto number = std::from_chars(marker.data(), marker.data() + marker.size(), line);
    if (number.ec != std::errc()) return false;
    marker.remove_prefix(static_cast<std::size_t>(number.ptr - marker.data()));
    skip();
    std::string file;
    std::size_t length = 1;
    for (; length < marker.size() && marker[length] != '"'; ++length) {
        if (marker[length] == '\\') ++length;
        if (length < marker.size()) file += marker[length];
    }
    const std::string_view flags = marker.substr(std::min(length + 1, marker.size()));
    const bool enters = flags.find(" 1") != std::string_view::npos;
    const bool leaves = flags.find(" 2") != std::string_view::npos;
    if (enters && places_.size() < deepest) {
        places_.push_back({file, is_own_(file)});
    } else if (leaves && places_.size() > 1) {
        places_.pop_back();
    }
    // Only who enters a file is in it: #line alone makes nobody's words another's.
    if (!enters && is_own_(file)) places_.back() = {file, true};
    line_ = line - 1;  // of the line that follows, and this one ends with a line's end
    here_ = end - 1;
    return true;
}

Word WordsOfText::one() {
    skip_blanks();
    line_begins_ = false;
    Word word{Word::Kind::end, "", places_.back().file, line_, places_.back().is_own};
    if (here_ >= text_.size()) return word;
    const std::size_t begin = here_;
    if (is_letter(at())) {
        while (is_letter(at()) || is_digit(at())) ++here_;
        word.kind = Word::Kind::name;
        word.text = text_.substr(begin, here_ - begin);
        if (at() != '"' || !begins_string(word.text)) return word;
        const bool is_raw = word.text.back() == 'R';
        word.text.clear();
        is_raw ? take_raw_string(word) : take_string(word);
    } else if (at() == '"' || at() == '\'') {
        take_string(word);
    } else if (is_digit(at())) {
        // 1'000 has no beginning of a character in it.
        while (is_letter(at()) || is_digit(at()) || at() == '.' ||
               (at() == '\'' && (is_letter(at(1)) || is_digit(at(1)))))
            ++here_;
        word.kind = Word::Kind::other;
    } else {
        word.kind = Word::Kind::other;
        word.text = at();
        ++here_;
    }
    return word;
}

void WordsOfText::take_string(Word& word) {
    const char quote = at();
    word.kind = quote == '"' ? Word::Kind::string : Word::Kind::other;
    ++here_;
    while (here_ < text_.size() && at() != quote && at() != '\n') {
        if (at() == '\\') {
            const auto [character, length] = escaped(text_.substr(here_));
            word.text += character;
            here_ = std::min(here_ + length, text_.size());
        } else {
            word.text += at();
            ++here_;
        }
    }
    if (at() == quote) ++here_;
}

void WordsOfText::take_raw_string(Word& word) {
    word.kind = Word::Kind::string;
    const std::size_t open = std::min(text_.find('(', here_), text_.size());
    const std::string close =
        ")" + std::string(text_.substr(here_ + 1, std::min<std::size_t>(open - here_ - 1, 16))) + "\"";
    const std::size_t end = std::min(text_.find(close, open), text_.size());
    const std::size_t first = std::min(open + 1, end);
    word.text = text_.substr(first, end - first);
    line_ += static_cast<int>(std::count(word.text.begin(), word.text.end(), '\n'));
    here_ = std::min(end + close.size(), text_.size());
}

}  // namespace grader
