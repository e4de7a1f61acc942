// Which checks can't be judged, since something that they build on is not there. Without an echo there is
// nothing to see of delays, limits or threads: such a check is not run, and says what it needs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "result/document.hpp"
#include "result/rubric.hpp"

namespace grader {

/// One thread.
class Reach {
 public:
    explicit Reach(std::vector<Behaviour> behaviours) : behaviours_(std::move(behaviours)) {}

    /// All checks run once more: what was seen until now says nothing of that.
    void forget() { lacks_.clear(); }
    /// A check has ended, and whether it has failed in its essential step. One that was not reached counts as
    /// one that has.
    void note(const std::string& check, bool lacks_the_essential) { lacks_[check] = lacks_the_essential; }
    /// The first thing that this check needs and that is missing. A check that has not run shows nothing, and
    /// nothing is missing then.
    [[nodiscard]] std::optional<MissingNeed> missing_for(const std::string& check) const;

 private:
    [[nodiscard]] bool is_missing(const Behaviour& behaviour) const;

    std::vector<Behaviour> behaviours_;
    std::map<std::string, bool> lacks_;  // by check
};

}  // namespace grader
