#include "checks/rest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

namespace grader {

namespace {

constexpr int looks_of_calm = 3;
// Who spins never sleeps: it runs all the time, or wants to. That it gets a CPU, and goes on, tells it from
// one that has something to do and is not let. (Who yields gets next to no time on a busy machine, but many
// turns.)
constexpr double wanted_share = 0.5;
constexpr std::int64_t cpu_of_a_spinner_ns = 20'000'000;
constexpr std::int64_t turns_of_a_spinner = 10;
constexpr std::int64_t shortest_watch_ns = 60'000'000;
// More than all helpers of a right server do that poll now and then: 40 calls a second.
constexpr double most_wakeups_a_second = 150;
constexpr std::int64_t most_wakeups = 30;

const ThreadView* thread_of(const Snapshot& snapshot, int tid) {
    const auto found = std::find_if(snapshot.threads.begin(), snapshot.threads.end(),
                                    [&](const ThreadView& thread) { return thread.tid == tid; });
    return found == snapshot.threads.end() ? nullptr : &*found;
}

/// The growth of an ever growing number of each thread, summed up. One that has ended takes its number along.
template <typename Amount>
std::int64_t growth(const Snapshot& before, const Snapshot& after, const Amount& amount) {
    std::int64_t sum = 0;
    for (const ThreadView& thread : after.threads) {
        const ThreadView* earlier = thread_of(before, thread.tid);
        sum += static_cast<std::int64_t>(amount(thread)) -
               static_cast<std::int64_t>(earlier != nullptr ? amount(*earlier) : 0);
    }
    return std::max<std::int64_t>(sum, 0);
}

std::int64_t switches_between(const Snapshot& before, const Snapshot& after) {
    return growth(before, after, [](const ThreadView& thread) { return thread.switches; });
}

}  // namespace

std::int64_t cpu_between(const Snapshot& before, const Snapshot& after) {
    return growth(before, after, [](const ThreadView& thread) { return thread.cpu_ns; });
}

std::int64_t wanted_between(const Snapshot& before, const Snapshot& after) {
    return growth(before, after, [](const ThreadView& thread) { return thread.cpu_ns + thread.ready_ns; });
}

bool RestWatch::look(const Snapshot& now) {
    const bool calm = first_ && now.all_asleep() && now.switches() == last_.switches() &&
                      now.threads.size() == last_.threads.size();
    calm_ = calm ? calm_ + 1 : 0;
    slept_ = slept_ || now.all_asleep();
    if (!first_) first_ = now;
    last_ = now;
    return !at_rest() && !unrest();
}

bool RestWatch::at_rest() const {
    return calm_ >= looks_of_calm;
}

std::int64_t RestWatch::watched_ns() const {
    return first_ && !at_rest() ? last_.time_ns - first_->time_ns : 0;
}

std::optional<std::string> RestWatch::spins() const {
    const std::int64_t time = watched_ns();
    if (time < shortest_watch_ns || slept_) return std::nullopt;
    const std::int64_t used = cpu_between(*first_, last_);
    const auto wanted = static_cast<double>(wanted_between(*first_, last_));
    const std::int64_t turns = switches_between(*first_, last_);
    if (wanted < wanted_share * static_cast<double>(time)) return std::nullopt;
    const double seconds = static_cast<double>(time) / 1e9;
    if (used >= cpu_of_a_spinner_ns)
        return fmt::format("{} ms of CPU time in {:.2f} s", used / 1'000'000, seconds);
    if (turns >= turns_of_a_spinner)
        return fmt::format("{} turns on a CPU, and none of them the last, in {:.2f} s", turns, seconds);
    return std::nullopt;
}

std::optional<std::string> RestWatch::unrest() const {
    if (auto spinning = spins()) return spinning;
    const std::int64_t time = watched_ns();
    if (time < shortest_watch_ns) return std::nullopt;
    const double seconds = static_cast<double>(time) / 1e9;
    const std::int64_t switches = switches_between(*first_, last_);
    if (switches < most_wakeups || static_cast<double>(switches) < most_wakeups_a_second * seconds)
        return std::nullopt;
    return fmt::format("{} awakenings in {:.2f} s", switches, seconds);
}

RestWatch watch_rest(Server& server) {
    constexpr std::int64_t longest_ns = 250'000'000;
    server.wait_until_quiet();
    RestWatch watch;
    const Snapshot before = server.look(only_threads());
    bool goes_on = watch.look(before);
    for (std::int64_t time = 0; goes_on && time < longest_ns;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const Snapshot now = server.look(only_threads());
        time = now.time_ns - before.time_ns;
        goes_on = watch.look(now);
    }
    return watch;
}

}  // namespace grader
