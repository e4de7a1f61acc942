#include "evidence/hope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/calls.hpp"

namespace grader {

namespace {

// Longer than anything by which the kernel revives a connection on its own: a retried SYN comes after one
// second.
constexpr std::int64_t dead_after_ns = 1'500'000'000;
// A disk, or memory that is swapped, may keep a right server waiting.
constexpr std::int64_t stuck_after_ns = 4'000'000'000;
constexpr int fewest_looks = 8;
// Longer than any delay that a check asks for: somebody may sleep it in pieces. And so often must each thread
// have looked whether there is something to do.
constexpr std::int64_t in_vain_after_ns = 4'000'000'000;
constexpr std::uint64_t fewest_ticks = 20;
// CPU time, which a busy machine does not lengthen. Nothing that a client waits for costs a thousandth of it,
// with a sanitizer a hundredth.
constexpr std::uint64_t cpu_of_a_spinner_ns = 4'000'000'000;
constexpr std::int64_t shortest_spin_ns = 3'000'000'000;
// Of a server that is traced most of the time is its tracer's. Each call stops it, once or twice.
constexpr std::uint64_t stops_of_a_spinner = 20'000;

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

/// The same threads, and only those have run, or run now, that had waited for a time.
bool goes_on_like(const Snapshot& before, const Snapshot& now) {
    return std::equal(before.threads.begin(), before.threads.end(), now.threads.begin(), now.threads.end(),
                      [](const ThreadView& then, const ThreadView& thread) {
                          if (then.tid != thread.tid) return false;
                          if (wakes_by_itself(then))
                              return wakes_by_itself(thread) || thread.state == ThreadState::running;
                          return thread.state == ThreadState::asleep && then.switches == thread.switches;
                      });
}

}  // namespace

bool is_still(const Snapshot& now) {
    using enum ThreadState;
    return count_in(now, {asleep, stopped, traced, uninterruptible, zombie, dead}) == now.threads.size();
}

Hope::Hope(bool is_traced, std::shared_ptr<Reputation> known)
    : is_traced_(is_traced), known_(std::move(known)) {}

void Hope::begin() {
    still_since_ns_ = 0;
    moved();
}

void Hope::moved() {
    busy_since_.reset();
    ticks_since_.reset();
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
        if (held == 0 && (timed || ticks_since_)) return only_ticks(now);
        ticks_since_.reset();
        return std::nullopt;
    }
    ++still_looks_;
    return still(now);
}

/// A server with a receive time-out, or a flag that is looked at now and then: a thread of it is always about
/// to wake. But it has done so again and again, and no other thread has.
std::optional<std::string> Hope::only_ticks(const Snapshot& now) {
    if (!ticks_since_ || !goes_on_like(*ticks_since_, now)) {
        ticks_since_.reset();
        if (std::any_of(now.threads.begin(), now.threads.end(), wakes_by_itself)) ticks_since_ = now;
        ticking_looks_ = 0;
        return std::nullopt;
    }
    // They are found at work now and then.
    if (!now.all_asleep()) return std::nullopt;
    ++ticking_looks_;
    if (now.time_ns - ticks_since_->time_ns < in_vain_after_ns || ticking_looks_ < fewest_ticks)
        return std::nullopt;
    for (std::size_t at = 0; at < now.threads.size(); ++at) {
        const bool ticks = wakes_by_itself(now.threads[at]);
        if (ticks && now.threads[at].switches < ticks_since_->threads[at].switches + fewest_ticks)
            return std::nullopt;
    }
    return fmt::format(
        "every thread of the server ({}) is asleep; for {:.0f} s none has run but those whose time-outs "
        "elapse, and they went to sleep again each time",
        now.threads.size(), seconds(in_vain_after_ns));
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

std::optional<std::string> Hope::spins() {
    const int part = has_spun() ? 4 : 1;
    if (!busy_since_ || last_.time_ns - busy_since_->time_ns < shortest_spin_ns / part) return std::nullopt;
    const std::uint64_t cpu = last_.cpu_ns() - busy_since_->cpu_ns();
    const std::uint64_t stops = is_traced_ ? last_.switches() - busy_since_->switches() : 0;
    const auto enough = [&](std::uint64_t of_a_spinner) {
        return of_a_spinner / static_cast<std::uint64_t>(part);
    };
    if (cpu < enough(cpu_of_a_spinner_ns) && stops < enough(stops_of_a_spinner)) return std::nullopt;
    known_->spins = true;
    if (cpu < enough(cpu_of_a_spinner_ns)) return fmt::format("the time of some {} system calls", stops / 2);
    return fmt::format("{:.1f} s of CPU time", seconds(static_cast<std::int64_t>(cpu)));
}

}  // namespace grader
