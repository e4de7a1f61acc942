// Decides which calls of a traced program fail, by counting: the same rule hits the same calls in every run.
#pragma once

#include <cstdint>
#include <vector>

#include "base/calls.hpp"
#include "evidence/trace/event.hpp"
#include "evidence/trace/trace_spec.hpp"

namespace grader {

class Faults {
 public:
    explicit Faults(std::vector<FaultRule> rules = {});

    /// The rule that hits this call (being entered), or nullptr. Counts the call. `asked` is how many bytes
    /// the call asks for: one that asks for no more than a rule would leave it can't be cut, and counts not.
    const FaultRule* strike(const Event& call, std::uint64_t asked);

    [[nodiscard]] bool may_strike(Call call) const;

 private:
    struct Counted {
        FaultRule rule;
        int matched = 0;
        int struck = 0;
    };
    std::vector<Counted> rules_;
};

}  // namespace grader
