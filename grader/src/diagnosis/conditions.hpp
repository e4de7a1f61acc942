// What a cause's rule asks of a failed check: that a fact of a kind is there ("asleep"), perhaps with a value
// ("ended_by_signal:SIGPIPE", "asleep:futex*"), or that it is a check of this name
// ("BadFlagsExitWithStatusTwo", "Term*"). Names of checks begin with a capital letter, kinds of facts do not.
// "*" is any check. Of "reset | closed_early" one is enough.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fact.hpp"
#include "result/document.hpp"

namespace grader {

struct Condition {
    std::optional<FactKind> fact;
    std::string pattern;              ///< of the fact's value, or of the check's name (fnmatch(3))
    std::vector<Condition> others{};  ///< one of which will do as well

    /// Nothing if there is no such kind of fact.
    static std::optional<Condition> parse(const std::string& text);

    /// The fact that is asked for, if the check has one; of several the first.
    [[nodiscard]] const Fact* fact_of(const CheckResult& check) const;
    [[nodiscard]] bool holds(const CheckResult& check) const;
};

}  // namespace grader
