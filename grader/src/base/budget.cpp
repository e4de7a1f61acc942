#include "base/budget.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace grader {

namespace {

// Of parts that use up all they get, the tenth still gets three times what is set aside, if half of the time
// is.
constexpr double share_of_the_free = 1.0 / 3;

}  // namespace

Budget::Budget(Clock::time_point end, double weight, std::chrono::milliseconds set_aside, Now now)
    : end_(end), weight_(weight), now_(std::move(now)) {
    const std::chrono::duration<double, Clock::period> half = left() / (2 * std::max(weight, 1.0));
    set_aside_ = std::min<Clock::duration>(set_aside, std::chrono::duration_cast<Clock::duration>(half));
}

Budget::Clock::duration Budget::left() const {
    return std::max(end_ - now_(), Clock::duration::zero());
}

Budget::Clock::time_point Budget::begin(double weight) {
    using Ticks = std::chrono::duration<double, Clock::period>;
    const auto now = now_();
    const Ticks all_left = left();
    const double of_all = weight_ > weight ? weight / weight_ : 1;
    const Ticks own = std::min<Ticks>(Ticks(set_aside_) * weight, all_left * of_all);
    const Ticks free = all_left - own / of_all;
    weight_ = std::max(weight_ - weight, 0.0);
    return now +
           std::chrono::duration_cast<Clock::duration>(own + free * std::max(share_of_the_free, of_all));
}

}  // namespace grader
