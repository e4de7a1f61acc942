// The words of a text that a preprocessor has made, one after another, and where each of them stands in the
// student's files. The text may be hostile: it is read in one pass, in little memory.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct Word {
    enum class Kind { name, string, other, end };
    Kind kind = Kind::end;
    /// Of a string what it stands for, without quotes; of neighbours all that they are together.
    std::string text;
    std::string file;  ///< as the compiler calls it
    int line = 0;
    bool is_own = false;  ///< in a file of the student's, or in what pretends to be another's there
};

class WordsOfText {
 public:
    WordsOfText(std::string_view text, std::function<bool(const std::string& file)> is_own);

    /// Of kind `end` for ever when there is no more.
    Word next();

 private:
    struct Place {
        std::string file;
        bool is_own = true;
    };
    Word one();
    void skip_blanks();
    /// "# 12 "lab4/echo.hpp" 1": false if the line is no such marker.
    bool take_marker();
    void take_string(Word& word);
    void take_raw_string(Word& word);
    [[nodiscard]] char at(std::size_t ahead = 0) const {
        return here_ + ahead < text_.size() ? text_[here_ + ahead] : '\0';
    }

    std::string_view text_;
    std::function<bool(const std::string& file)> is_own_;
    std::size_t here_ = 0;
    bool line_begins_ = true;
    int line_ = 1;
    std::vector<Place> places_{Place()};  // files that include one another
    Word coming_;                         // read already, to see whether a string goes on
    bool has_coming_ = false;
};

}  // namespace grader
