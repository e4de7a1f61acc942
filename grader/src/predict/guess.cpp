#include "predict/guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace grader {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& letter : result) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return result;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

bool take(std::string_view& text, std::string_view word) {
    if (text.rfind(word, 0) != 0) return false;
    text = trimmed(text.substr(word.size()));
    return true;
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/// 1,000 is a thousand, and 1,5 is one and a half.
std::optional<double> take_number(std::string_view& text) {
    std::string digits;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char letter = text[at];
        if (letter == ',' || letter == '\'') {
            std::size_t run = 0;
            while (at + 1 + run < text.size() && is_digit(text[at + 1 + run])) ++run;
            if (run == 0) break;
            if (run != 3) digits += '.';
        } else if (letter == '.' || is_digit(letter)) {
            digits += letter;
        } else {
            break;
        }
    }
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    text = trimmed(text.substr(at));
    return value;
}

struct Unit {
    std::string_view name;
    double worth;
};

constexpr double kib = 1024, mib = kib * kib, gib = mib * kib;
constexpr std::array byte_units{
    Unit{"b", 1},    Unit{"byte", 1},    Unit{"bytes", 1},       Unit{"k", 1e3},
    Unit{"kb", 1e3}, Unit{"kbyte", 1e3}, Unit{"kib", kib},       Unit{"m", 1e6},
    Unit{"mb", 1e6}, Unit{"mbyte", 1e6}, Unit{"mib", mib},       Unit{"g", 1e9},
    Unit{"gb", 1e9}, Unit{"gib", gib},   Unit{"megabytes", 1e6}, Unit{"kilobytes", 1e3}};
constexpr std::array time_units{
    Unit{"ns", 1e-9}, Unit{"us", 1e-6},    Unit{"µs", 1e-6},          Unit{"ms", 1e-3}, Unit{"s", 1},
    Unit{"sec", 1},   Unit{"second", 1},   Unit{"seconds", 1},        Unit{"min", 60},  Unit{"minute", 60},
    Unit{"h", 3600},  Unit{"minutes", 60}, Unit{"milliseconds", 1e-3}};
constexpr std::array count_units{Unit{"k", 1e3}, Unit{"thousand", 1e3}, Unit{"m", 1e6}, Unit{"million", 1e6}};

template <std::size_t count>
std::optional<double> worth(const std::array<Unit, count>& units, std::string_view name) {
    for (const Unit& unit : units)
        if (unit.name == name) return unit.worth;
    return std::nullopt;
}

/// Of a number of things, any word may say which: "3 calls".
std::optional<double> worth_of(std::string_view unit, GuessKind kind) {
    if (unit.empty()) return 1;
    if (kind == GuessKind::bytes) return worth(byte_units, unit);
    if (kind == GuessKind::time) return worth(time_units, unit);
    const auto known = worth(count_units, unit);
    if (known) return known;
    const bool is_word = std::all_of(unit.begin(), unit.end(), [](char letter) {
        return std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == ' ' || letter == '(' ||
               letter == ')';
    });
    return is_word ? std::optional<double>(1) : std::nullopt;
}

std::string_view take_unit(std::string_view& text) {
    if (text.rfind("to ", 0) == 0) return {};
    std::size_t end = 0;
    while (end < text.size() && text[end] != '-' && !is_digit(text[end]) && text.substr(end, 4) != " to ")
        ++end;
    const std::string_view unit = trimmed(text.substr(0, end));
    text = trimmed(text.substr(end));
    return unit;
}

/// What the two are worth in each other: "3 times", "100 times".
std::string times(double ratio) {
    if (ratio < 10) {
        const bool is_whole = std::abs(ratio - std::round(ratio)) < 0.05;
        return fmt::format("{:.{}f} times", ratio, is_whole ? 0 : 1);
    }
    const double step = std::pow(10, std::floor(std::log10(ratio)));
    const double rounded = std::round(ratio / step) * step;
    std::string digits = fmt::format("{:.0f}", rounded);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits + " times";
}

/// Under this it is none worth the name.
double next_to_nothing(GuessKind kind) {
    switch (kind) {
        case GuessKind::bytes:
            return 1;
        case GuessKind::time:
            return 0.0005;
        default:
            return 0.05;
    }
}

Judgement judged_amount(const Amount& guess, double measured, GuessKind kind) {
    constexpr double noise = 1.05, near = 2;
    const double nothing = next_to_nothing(kind);
    if (measured >= guess.low / noise && measured <= guess.high * noise)
        return {Nearness::right, "as you guessed"};
    if (measured <= nothing)
        return guess.low <= nothing ? Judgement{Nearness::right, "as you guessed"}
                                    : Judgement{Nearness::off, "next to nothing"};
    if (guess.high <= nothing) return {Nearness::off, "not nothing"};
    const bool is_more = measured > guess.high;
    const double ratio = is_more ? measured / guess.high : guess.low / measured;
    if (std::isinf(ratio)) return {Nearness::off, "there is an end to it"};
    // Of a few things each one counts.
    const bool is_few = kind == GuessKind::count && measured < 10 && std::abs(measured - guess.low) >= 0.5;
    const std::string words = times(ratio) + (is_more ? " more" : " less");
    if (ratio <= near && !is_few) return {Nearness::near, "near: " + words};
    return {Nearness::off, words};
}

}  // namespace

std::optional<Amount> parse_amount(std::string_view written, GuessKind kind) {
    const std::string kept = lower(trimmed(written));
    std::string_view text = kept;
    for (const std::string_view word :
         {"about ", "circa ", "ca. ", "ca ", "some ", "roughly ", "around ", "~"})
        take(text, word);
    constexpr double unlimited = std::numeric_limits<double>::infinity();
    for (const std::string_view word : {"none", "nothing", "no", "zero", "never"})
        if (text == word) return Amount{0, 0};
    for (const std::string_view word : {"unlimited", "infinite", "infinitely", "without end", "no limit"})
        if (text == word) return Amount{unlimited, unlimited};
    constexpr std::string_view small[] = {"one", "two", "three", "four", "five"};
    double worth_of_word = 1;
    for (const std::string_view word : small) {
        if (text == word) return Amount{worth_of_word, worth_of_word};
        ++worth_of_word;
    }
    // Half a range: "< 10 ms", "more than 4".
    const bool at_most =
        take(text, "<=") || take(text, "<") || take(text, "less than ") || take(text, "under ");
    const bool at_least =
        !at_most && (take(text, ">=") || take(text, ">") || take(text, "more than ") || take(text, "over "));
    const auto first = take_number(text);
    if (!first) return std::nullopt;
    const std::string_view first_unit = take_unit(text);
    if (text.empty()) {
        const auto unit = worth_of(first_unit, kind);
        if (!unit) return std::nullopt;
        const double value = *first * *unit;
        return Amount{at_most ? 0 : value, at_least ? unlimited : value};
    }
    if (at_most || at_least || (!take(text, "-") && !take(text, "to "))) return std::nullopt;
    const auto second = take_number(text);
    if (!second) return std::nullopt;
    const std::string_view second_unit = take_unit(text);
    // In "2 to 3 MB" both are MB.
    const auto unit = worth_of(second_unit, kind);
    const auto other = first_unit.empty() ? unit : worth_of(first_unit, kind);
    if (!text.empty() || !unit || !other) return std::nullopt;
    const double low = *first * *other, high = *second * *unit;
    return Amount{std::min(low, high), std::max(low, high)};
}

std::string amount_text(double amount, GuessKind kind) {
    if (std::isinf(amount)) return "unlimited";
    if (kind == GuessKind::bytes) {
        if (amount < kib) return fmt::format("{:.0f} bytes", amount);
        constexpr std::pair<double, const char*> steps[] = {{gib, "GiB"}, {mib, "MiB"}, {kib, "KiB"}};
        for (const auto& [worth, name] : steps)
            if (amount >= worth)
                return fmt::format("{:.{}f} {}", amount / worth, amount / worth < 10 ? 1 : 0, name);
    }
    if (kind == GuessKind::time) {
        if (amount >= 10) return fmt::format("{:.0f} s", amount);
        if (amount >= 1) return fmt::format("{:.1f} s", amount);
        if (amount >= 0.001) return fmt::format("{:.0f} ms", amount * 1e3);
        return amount > 0 ? fmt::format("{:.0f} µs", amount * 1e6) : "0 s";
    }
    if (std::abs(amount - std::round(amount)) > 0.04 && amount < 100) return fmt::format("{:.1f}", amount);
    std::string digits = fmt::format("{:.0f}", amount);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string understood(const Part& part, const std::string& written) {
    const std::string text(trimmed(written));
    if (text.empty()) return text;
    if (text.size() > 500 || std::any_of(text.begin(), text.end(), [](char letter) {
            return static_cast<unsigned char>(letter) < ' ' || letter == 127;
        }))
        throw UnclearGuess("a guess is one line, of at most 500 letters");
    if (part.kind == GuessKind::text) return text;
    if (part.kind == GuessKind::choice) {
        if (std::all_of(text.begin(), text.end(), is_digit) && text.size() < 3) {
            const auto number = static_cast<std::size_t>(std::stoi(text));
            if (number >= 1 && number <= part.answers.size()) return part.answers[number - 1].key;
        }
        for (const Answer& answer : part.answers)
            if (lower(text) == lower(answer.key) || lower(text) == lower(answer.label)) return answer.key;
        std::string known;
        for (const Answer& answer : part.answers) known += (known.empty() ? "" : ", ") + answer.key;
        throw UnclearGuess(fmt::format("\"{}\" is none of the answers: a number from 1 to {}, or {}", text,
                                       part.answers.size(), known));
    }
    if (parse_amount(text, part.kind)) return text;
    const char* const examples = part.kind == GuessKind::bytes  ? "8 MiB, 70 kB, 4096"
                                 : part.kind == GuessKind::time ? "0.2 s, 5 ms, 1 min, none"
                                                                : "3, 1,000, 2-4, none";
    throw UnclearGuess(
        fmt::format("\"{}\" is no number that can be compared; for example: {}", text, examples));
}

Finding found_amount(double amount, GuessKind kind) {
    return {.text = amount_text(amount, kind), .amount = amount, .key = ""};
}

Judgement judged(const Part& part, const std::string& guess, const Finding& finding) {
    if (guess.empty()) return {};
    if (part.kind == GuessKind::choice) {
        if (finding.key.empty()) return {};
        return guess == finding.key ? Judgement{Nearness::right, "as you guessed"}
                                    : Judgement{Nearness::off, "something else"};
    }
    const auto amount = part.kind == GuessKind::text ? std::nullopt : parse_amount(guess, part.kind);
    if (!amount || !finding.amount) return {};
    return judged_amount(*amount, *finding.amount, part.kind);
}

}  // namespace grader
