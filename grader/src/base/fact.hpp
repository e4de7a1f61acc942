// What was seen of a server, typed: beside the prose of a finding stand facts, and causes are found from them
// (diagnosis/). A fact judges nothing. Which kinds there are, facts.def says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_line.hpp"

namespace grader {

enum class FactKind : int {
#define FACT(name) name,
#include "base/facts.def"
#undef FACT
};

/// "no_reply".
std::string_view name_of(FactKind kind);
std::optional<FactKind> fact_kind_named(std::string_view name);
/// The names of all kinds.
std::vector<std::string> fact_kinds();

struct Fact {
    FactKind kind{};
    /// One word that tells facts of a kind apart: a call's name, a signal's, an error's ("EMFILE"). What it
    /// is, facts.def says; empty where the kind says all.
    std::string value = {};
    /// What was seen, as the end of a sentence that begins with who: "thread 3 sleeps in recvfrom(…)".
    std::string seen = {};
    /// The student's line that did it.
    std::optional<SourceLine> source = std::nullopt;
};

using Facts = std::vector<Fact>;

}  // namespace grader
