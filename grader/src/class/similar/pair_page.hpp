// Two submissions that look alike, side by side, as a page for a browser: needs no network and no script.
#pragma once

#include <string>
#include <vector>

#include "class/similar/comparison.hpp"

namespace grader {

/// Of one lab.
struct PairOfLab {
    int lab = 0;
    const Comparison* comparison = nullptr;
    Likeness pair;
};

/// "0.871" → "87 %"
[[nodiscard]] std::string percent(double share);

/// `a` and `b` are what people call the two. Parts that both have carry the same number and lead to one
/// another.
[[nodiscard]] std::string pair_page(const std::string& a, const std::string& b,
                                    const std::vector<PairOfLab>& labs);

}  // namespace grader
