#include "evidence/hope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/calls.hpp"

namespace grader {

namespace {

// Longer than anything by which the kernel revives a connection on its own: a retried SYN comes after one
// second.
constexpr std::int64_t dead_after_ns = 1'500'000'000;
// A disk, or memory that is swapped, may keep a right server waiting.
constexpr std::int64_t stuck_after_ns = 4'000'000'000;
constexpr int fewest_looks = 8;
// CPU time, which a busy machine does not lengthen. Nothing that a client waits for costs a thousandth of it,
// with a sanitizer a hundredth.
constexpr std::uint64_t cpu_of_a_spinner_ns = 4'000'000'000;
constexpr std::int64_t shortest_spin_ns = 3'000'000'000;

/// Calls that a sleeping thread leaves by itself when their time is up. (One that is stopped does not.)
bool wakes_by_itself(const ThreadView& thread) {
    return thread.state == ThreadState::asleep && about(thread.call).waits == Waits::for_a_time;
}

std::size_t count_in(const Snapshot& now, std::initializer_list<ThreadState> states) {
    return static_cast<std::size_t>(
        std::count_if(now.threads.begin(), now.threads.end(), [&](const ThreadView& thread) {
            return std::find(states.begin(), states.end(), thread.state) != states.end();
        }));
}

double seconds(std::int64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e9;
}

}  // namespace

bool is_still(const Snapshot& now) {
    using enum ThreadState;
    return count_in(now, {asleep, stopped, traced, uninterruptible}) == now.threads.size();
}

void Hope::begin() {
    still_since_ns_ = 0;
    moved();
}

void Hope::moved() {
    busy_since_.reset();
}

std::optional<std::string> Hope::lost(const Snapshot& now, std::size_t held) {
    if (now.all_asleep())
        busy_since_.reset();
    else if (!busy_since_)
        busy_since_ = now;
    last_ = now;
    const bool timed = std::any_of(now.threads.begin(), now.threads.end(), wakes_by_itself);
    const bool unchanged = still_since_ns_ != 0 && now.switches() == switches_;
    switches_ = now.switches();
    if (!is_still(now) || timed || held != 0 || !unchanged) {
        still_since_ns_ = now.time_ns;
        still_looks_ = 0;
        return std::nullopt;
    }
    ++still_looks_;
    return still(now);
}

std::optional<std::string> Hope::still(const Snapshot& now) const {
    const std::int64_t time = now.time_ns - still_since_ns_;
    if (time < dead_after_ns || still_looks_ < fewest_looks) return std::nullopt;
    if (const std::size_t stopped = count_in(now, {ThreadState::stopped, ThreadState::traced}); stopped > 0)
        return fmt::format(
            "the server is stopped (state T, as after SIGSTOP: {} of its {} threads), and none has run for "
            "{:.1f} s",
            stopped, now.threads.size(), seconds(dead_after_ns));
    if (const std::size_t stuck = count_in(now, {ThreadState::uninterruptible}); stuck > 0) {
        if (time < stuck_after_ns) return std::nullopt;
        return fmt::format(
            "{} of the server's {} threads can't be interrupted (state D, as in vfork()), and none has run "
            "for {:.0f} s",
            stuck, now.threads.size(), seconds(stuck_after_ns));
    }
    return fmt::format("every thread of the server ({}) is asleep and none has run for {:.1f} s",
                       now.threads.size(), seconds(dead_after_ns));
}

std::optional<std::string> Hope::spins() const {
    if (!busy_since_ || last_.time_ns - busy_since_->time_ns < shortest_spin_ns) return std::nullopt;
    const std::uint64_t before = busy_since_->cpu_ns();
    const std::uint64_t now = last_.cpu_ns();
    if (now < before + cpu_of_a_spinner_ns) return std::nullopt;
    return fmt::format("{:.1f} s of CPU time", seconds(static_cast<std::int64_t>(now - before)));
}

}  // namespace grader
