#include "base/fact.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace grader {

namespace {

constexpr std::array names = {
#define FACT(name) std::string_view(#name),
#include "base/facts.def"
#undef FACT
};

}  // namespace

std::string_view name_of(FactKind kind) {
    return names.at(static_cast<std::size_t>(kind));
}

std::optional<FactKind> fact_kind_named(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<FactKind>(found - names.begin());
}

std::vector<std::string> fact_kinds() {
    return {names.begin(), names.end()};
}

}  // namespace grader
