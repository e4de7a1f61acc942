// What is said of repeated measurements: the median, and how far they are spread.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace bench {

/// One measurement, and the round it was taken in. Only values of the same round are compared with each
/// other: they are seconds apart, and the machine's mood changes more slowly than that.
struct Sample {
    int round;
    double value;
};
using Samples = std::vector<Sample>;

struct Spread {
    double median = 0;
    double lower_quartile = 0;
    double upper_quartile = 0;
    double min = 0;
    double max = 0;
    std::size_t count = 0;  ///< 0: nothing was measured, and the rest means nothing
};

inline Spread spread_of(const Samples& samples) {
    if (samples.empty()) return {};
    std::vector<double> values;
    values.reserve(samples.size());
    for (const Sample& sample : samples) values.push_back(sample.value);
    std::sort(values.begin(), values.end());
    const auto at = [&values](double share) {  // between two values: by how close each of them is
        const double position = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(position);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return std::lerp(values[below], values[above], position - std::floor(position));
    };
    return {at(0.5), at(0.25), at(0.75), values.front(), values.back(), values.size()};
}

/// numerator / denominator, round by round; rounds that only one of them has are left out.
inline Samples ratios(const Samples& numerator, const Samples& denominator) {
    Samples result;
    for (const Sample& above : numerator)
        for (const Sample& below : denominator)
            if (above.round == below.round && below.value > 0)
                result.push_back({above.round, above.value / below.value});
    return result;
}

}  // namespace bench
