// Latencies of many round trips, and their percentiles.
#pragma once

#include <chrono>
#include <vector>

namespace grader {

struct Percentiles {
    std::chrono::nanoseconds p50{0};
    std::chrono::nanoseconds p90{0};
    std::chrono::nanoseconds p99{0};
    std::chrono::nanoseconds max{0};
};

/// The nearest-rank percentiles; all zero without a sample.
Percentiles percentiles(std::vector<std::chrono::nanoseconds> samples);

}  // namespace grader
