#include "diagnosis/conditions.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace grader {

namespace {

bool matches(const std::string& pattern, const std::string& text) {
    return pattern == "*" || ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

}  // namespace

std::optional<Condition> Condition::parse(const std::string& text) {
    constexpr std::string_view between = " | ";
    if (const std::size_t at = text.find(between); at != std::string::npos) {
        auto first = parse(text.substr(0, at));
        auto rest = parse(text.substr(at + between.size()));
        if (!first || !rest) return std::nullopt;
        first->others.push_back(*std::move(rest));
        return first;
    }
    const bool names_a_check = !text.empty() && (text[0] == '*' || (text[0] >= 'A' && text[0] <= 'Z'));
    if (names_a_check) return Condition{std::nullopt, text};
    const std::size_t colon = text.find(':');
    const auto kind = fact_kind_named(text.substr(0, colon));
    if (!kind) return std::nullopt;
    return Condition{kind, colon == std::string::npos ? "*" : text.substr(colon + 1)};
}

const Fact* Condition::fact_of(const CheckResult& check) const {
    if (fact && check.finding) {
        for (const Fact& seen : check.finding->facts) {
            if (seen.kind == *fact && matches(pattern, seen.value)) return &seen;
        }
    }
    for (const Condition& other : others) {
        if (const Fact* found = other.fact_of(check)) return found;
    }
    return nullptr;
}

bool Condition::holds(const CheckResult& check) const {
    const bool this_one = fact ? fact_of(check) != nullptr : matches(pattern, check.name);
    return this_one || std::any_of(others.begin(), others.end(),
                                   [&](const Condition& other) { return other.holds(check); });
}

}  // namespace grader
