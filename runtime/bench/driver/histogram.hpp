// Latencies in buckets whose width grows with the value, as HdrHistogram has them: 64 to each power of two,
// so a percentile is off by less than 1.6 %, recording is a few instructions, and nothing is allocated.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace bench {

class Histogram {
 public:
    void add(std::uint64_t nanoseconds) {
        ++counts_[bucket_of(nanoseconds)];
        ++total_;
        max_ = std::max(max_, nanoseconds);
    }

    /// The value that the given share (0 to 1) of all values does not exceed, in nanoseconds; 0 if there are
    /// none.
    [[nodiscard]] std::uint64_t at_share(double share) const {
        if (total_ == 0) return 0;
        const auto rank =
            std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share * static_cast<double>(total_)));
        std::uint64_t seen = 0;
        for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
            seen += counts_[bucket];
            if (seen >= rank) return std::min(end_of(bucket), max_);
        }
        return max_;
    }

    [[nodiscard]] std::uint64_t max() const { return max_; }
    [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
    static constexpr unsigned sub_bits = 6;
    static constexpr unsigned sub_buckets = 1U << sub_bits;
    static constexpr unsigned largest_power = 40;  // 18 minutes; what is longer counts as that

    // Below 64 each value has its own bucket; above, the top bit chooses the power and the next six the
    // bucket in it.
    static std::size_t bucket_of(std::uint64_t value) {
        value = std::min(value, (std::uint64_t{1} << largest_power) - 1);
        if (value < sub_buckets) return value;
        const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - sub_bits;
        return (std::size_t{shift} << sub_bits) + (value >> shift);
    }
    static std::uint64_t end_of(std::size_t bucket) {
        if (bucket < sub_buckets) return bucket;
        const std::size_t shift = (bucket >> sub_bits) - 1;
        return ((((bucket & (sub_buckets - 1)) | sub_buckets) + 1) << shift) - 1;
    }

    std::array<std::uint64_t, (largest_power - sub_bits + 1) * sub_buckets> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t max_ = 0;
};

}  // namespace bench
