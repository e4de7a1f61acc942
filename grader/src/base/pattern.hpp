// Regular expressions for text that a submission controls. <regex> calls itself for each character, and tries
// every way to split a text: a line of digits is the end of the stack, a line of parentheses takes for ever.
// RE2's time is bounded by the text's length times the pattern's, whatever the text.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace grader {

class Pattern {
 public:
    /// A text longer than this matches nothing, whatever the pattern: no line that is looked for is so long.
    static constexpr std::size_t longest_text = 8192;

    /// RE2's syntax, of bytes; ^ and $ are the text's ends. Throws std::invalid_argument.
    explicit Pattern(const char* expression);
    ~Pattern();
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    /// If all of `text` is as the pattern says: the text, then each group, empty where it took no part. Else
    /// nothing.
    [[nodiscard]] std::vector<std::string> match(const std::string& text) const;
    /// The same for the first place inside `text`.
    [[nodiscard]] std::vector<std::string> search(const std::string& text) const;
    /// Without every such place.
    [[nodiscard]] std::string removed_from(const std::string& text) const;

 private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
};

}  // namespace grader
