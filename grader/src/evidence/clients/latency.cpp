#include "evidence/clients/latency.hpp"

#include <algorithm>

namespace grader {

Percentiles percentiles(std::vector<std::chrono::nanoseconds> samples) {
    if (samples.empty()) return {};
    std::sort(samples.begin(), samples.end());
    const auto rank = [&](std::size_t percent) { return samples[(samples.size() * percent + 99) / 100 - 1]; };
    return {rank(50), rank(90), rank(99), samples.back()};
}

}  // namespace grader
