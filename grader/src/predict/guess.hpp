// What somebody guessed, as written, and what that means; and how near it is to what was measured. Nothing is
// graded: a guess is right, near, or so many times too much.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "predict/question.hpp"

namespace grader {

/// What can't be understood; says what would be.
class UnclearGuess : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

/// A number with a unit, or a range: in things, bytes or seconds.
struct Amount {
    double low = 0;
    double high = 0;
};

/// "101", "about 1,000", "8 MiB", "70 kB", "0.2 s", "20 ms", "2-3", "none". Nothing if it is no such thing.
std::optional<Amount> parse_amount(std::string_view text, GuessKind kind);

/// "101", "72 KiB", "0.6 s".
std::string amount_text(double amount, GuessKind kind);

/// How a guess is kept: of a choice the key, of the others what was written, without spaces around it. Throws
/// UnclearGuess. Empty is no guess, and stays so.
std::string understood(const Part& part, const std::string& written);

/// What was measured of a part.
struct Finding {
    std::string text;              ///< "recvfrom", "101", "72 KiB"
    std::optional<double> amount;  ///< of a number
    std::string key;               ///< of a choice: the answer that it is
};
Finding found_amount(double amount, GuessKind kind);

enum class Nearness { right, near, off, told };

struct Judgement {
    Nearness nearness = Nearness::told;
    std::string words;  ///< "100 times less"
};

/// `guess` as it is kept. Of words, and of an empty guess, nothing is said.
Judgement judged(const Part& part, const std::string& guess, const Finding& finding);

}  // namespace grader
