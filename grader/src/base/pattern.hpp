// Regular expressions, for lines of text: one of more than 8 KiB matches nothing, whatever the pattern.
// <regex> costs seconds of compiling wherever it is used; here it is used once.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace grader {

class Pattern {
 public:
    /// ECMAScript's syntax. Throws std::regex_error.
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
