// Regular expressions for text that a submission controls. The library's own matcher calls itself for each
// character, and tries every way to split a text: a line of digits is the end of the stack, a line of
// parentheses takes for ever. This one goes through a text once, with a list of the places in the pattern
// where it may be: steps and memory are at most the text's length times the pattern's, and the stack is not
// used at all.
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

    /// Of ECMAScript's syntax: . [a-z] [^a-z] \d \w \s \S, \ before signs, ( ) (?: ) | * + ? {n} *? +? ??, ^
    /// and $ for the text's ends. Throws std::invalid_argument at anything else.
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
    struct Program;
    std::unique_ptr<const Program> program_;
};

}  // namespace grader
