#include "diagnosis/conditions.hpp"

#include <fnmatch.h>

namespace grader {

namespace {

bool matches(const std::string& pattern, const std::string& text) {
    return pattern == "*" || ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

}  // namespace

std::optional<Condition> Condition::parse(const std::string& text) {
    const bool names_a_check = !text.empty() && (text[0] == '*' || (text[0] >= 'A' && text[0] <= 'Z'));
    if (names_a_check) return Condition{std::nullopt, text};
    const std::size_t colon = text.find(':');
    const auto kind = fact_kind_named(text.substr(0, colon));
    if (!kind) return std::nullopt;
    return Condition{kind, colon == std::string::npos ? "*" : text.substr(colon + 1)};
}

const Fact* Condition::fact_of(const CheckResult& check) const {
    if (!fact || !check.finding) return nullptr;
    for (const Fact& seen : check.finding->facts) {
        if (seen.kind == *fact && matches(pattern, seen.value)) return &seen;
    }
    return nullptr;
}

bool Condition::holds(const CheckResult& check) const {
    return fact ? fact_of(check) != nullptr : matches(pattern, check.name);
}

}  // namespace grader
