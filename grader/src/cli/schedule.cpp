#include "cli/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace grader {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// On an idle machine a right server is built anew and checked in 15 s (lab 4: 10) and with others on all
// cores in a minute. Both labs together stay below eight minutes.
constexpr seconds usual_lab(230);
constexpr seconds usual_build(90);
// After the last check, for a server that is slow to die.
constexpr seconds grace(20);

/// Kept for ending servers and writing reports: twice that before the time is over no check runs any more.
milliseconds kept_for_the_end(seconds within) {
    return std::clamp<milliseconds>(within / 40, milliseconds(1'000), milliseconds(5'000));
}

}  // namespace

Schedule::Schedule(const Wishes& wishes, Budget::Now now)
    : now_(std::move(now)),
      longest_lab_(duration_cast<Clock::duration>(usual_lab * wishes.slowdown * wishes.repeat)),
      longest_build_(duration_cast<seconds>(usual_build * wishes.slowdown)),
      latest_(now_() + wishes.labs * longest_lab_ + grace) {
    auto end = latest_ - grace;
    if (wishes.within) {
        const auto kept = kept_for_the_end(*wishes.within);
        latest_ = std::min(latest_, wishes.started + *wishes.within - kept);
        end = std::min(end, latest_ - kept);
    }
    lab_until_ = end;
    labs_.emplace(end, wishes.labs, duration_cast<milliseconds>(longest_lab_), now_);
}

Schedule::Clock::time_point Schedule::begin_lab() {
    lab_until_ = std::min(labs_->begin(), now_() + longest_lab_);
    return lab_until_;
}

seconds Schedule::for_build() const {
    return std::min(longest_build_, duration_cast<seconds>((lab_until_ - now_()) / 2));
}

}  // namespace grader
