// What the runtime is meant to reach, and whether this run shows that it does.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"
#include "statistics.hpp"

namespace bench {

struct Target {
    enum class Verdict { reached, missed, too_close, not_measured };

    std::string title;
    double bound;
    bool at_least;  ///< the median should not be below the bound; else not above it
    std::string unit;
    Samples samples;

    /// too_close: the bound lies within the middle half of what was measured, so another run may say
    /// otherwise.
    [[nodiscard]] Verdict verdict() const;
};

/// All that this run could say anything about, and those it could not.
std::vector<Target> judge(const Results& results);

}  // namespace bench
