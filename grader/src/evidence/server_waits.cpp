// How long to wait for a server: until something has happened, or nothing in it will ever move again.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <thread>
#include <utility>

#include "evidence/server.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// Longer than anything by which the kernel revives a connection on its own: a retried SYN comes after one
// second.
constexpr milliseconds dead_after(1500);

/// Calls that a sleeping thread leaves by itself when their time is up.
bool wakes_by_itself(const ThreadView& thread) {
    return thread.call == "nanosleep" || thread.call == "clock_nanosleep";
}

}  // namespace

Patience Server::patience() {
    unchanged_since_ = steady_clock::now();
    Patience patience;
    patience.limit = deadline_;
    patience.hopeless = [this] { return hopeless(); };
    patience.starved = [this] { return std::exchange(starved_, false); };
    return patience;
}

std::optional<std::string> Server::hopeless() {
    if (const auto ended = exit()) return "the server " + ended->describe();
    const std::optional<Snapshot> now = glance(only_threads());
    if (!now) return std::nullopt;
    note_starvation(*now);
    const bool timed = std::any_of(now->threads.begin(), now->threads.end(), wakes_by_itself);
    if (!now->all_asleep() || timed || now->switches() != last_switches_) {
        last_switches_ = now->switches();
        unchanged_since_ = steady_clock::now();
        return std::nullopt;
    }
    if (steady_clock::now() - unchanged_since_ < dead_after) return std::nullopt;
    return fmt::format("every thread of the server ({}) is asleep and none has run for {:.1f} s",
                       now->threads.size(), std::chrono::duration<double>(dead_after).count());
}

// It wanted to run for half of the time since the last look, and had a quarter of a core or less. (A server
// that spins wants to run, too, and does.)
void Server::note_starvation(const Snapshot& now) {
    const auto time = static_cast<std::uint64_t>(now.time_ns - last_look_.time_ns);
    const bool same_threads = now.threads.size() == last_look_.threads.size();
    starved_ = same_threads && now.ready_ns() - last_look_.ready_ns() > time / 2 &&
               now.cpu_ns() - last_look_.cpu_ns() < time / 4;
    last_look_ = now;
}

bool Server::look_until(const std::function<bool(const Snapshot&)>& condition, const SnapshotParts& parts) {
    const auto until = steady_clock::now() + deadline_;
    while (!condition(look(parts))) {
        if (steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

bool Server::settle(const std::function<bool(const Snapshot&)>& condition, const SnapshotParts& parts) {
    unchanged_since_ = steady_clock::now();
    const auto until = steady_clock::now() + deadline_;
    while (!condition(look(parts))) {
        if (steady_clock::now() >= until || hopeless()) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

Snapshot Server::wait_until_quiet() {
    Snapshot before = look(only_threads());
    int calm = 0;
    for (int looks = 0; looks < 50; ++looks) {
        std::this_thread::sleep_for(milliseconds(10));
        Snapshot now = look(only_threads());
        const bool same = now.all_asleep() && now.switches() == before.switches() &&
                          now.threads.size() == before.threads.size();
        calm = same ? calm + 1 : 0;
        before = std::move(now);
        if (calm == 3) break;
    }
    return before;
}

void Server::wait_until_asleep() {
    const auto until = steady_clock::now() + milliseconds(100);
    while (steady_clock::now() < until) {
        const std::optional<Snapshot> now = glance(only_threads());
        if (!now || now->all_asleep()) return;
        std::this_thread::sleep_for(milliseconds(1));
    }
}

std::optional<Exit> Server::wait_for_end(milliseconds most_idle) {
    const auto until = steady_clock::now() + deadline_;
    steady_clock::duration idle{0};
    auto looked_at = steady_clock::now();
    bool was_asleep = false;
    while (idle < most_idle && steady_clock::now() < until) {
        if (auto ended = process_->wait_for_exit(milliseconds(20))) return ended;
        const std::optional<Snapshot> now = glance(only_threads());
        if (!now) continue;
        const auto time = steady_clock::now();
        const bool asleep = now->all_asleep();
        if (asleep && was_asleep && now->switches() == last_switches_) idle += time - looked_at;
        was_asleep = asleep;
        last_switches_ = now->switches();
        looked_at = time;
    }
    return exit();
}

void Server::wait_until_no_events() {
    const auto until = steady_clock::now() + milliseconds(1'500);
    while (steady_clock::now() < until) {
        std::this_thread::sleep_for(milliseconds(10));
        const std::lock_guard lock(mutex_);
        if (steady_clock::now() - last_event_ > milliseconds(50)) return;
    }
}

std::optional<Snapshot> Server::glance_at_the_free() {
    const std::vector<int> stopped = held();
    std::optional<Snapshot> now = glance(only_threads());
    if (now)
        std::erase_if(now->threads, [&](const ThreadView& thread) {
            return std::find(stopped.begin(), stopped.end(), thread.tid) != stopped.end();
        });
    return now;
}

void Server::wait_until_only_held_threads_have_work() {
    // Not for long: a server that waits for its held threads has a deadline of its own to keep.
    constexpr milliseconds longest(250);
    const auto until = steady_clock::now() + longest;
    for (int calm = 0; calm < 3 && !exit() && steady_clock::now() < until;) {
        const std::optional<Snapshot> now = glance_at_the_free();
        if (!now) return;  // it has ended already
        calm = now->all_asleep() ? calm + 1 : 0;
        std::this_thread::sleep_for(milliseconds(10));
    }
}

bool Server::wait_until_held(std::size_t threads) {
    constexpr int looks_at_rest = 10;
    const auto until = steady_clock::now() + deadline_;
    std::uint64_t switches = 0;
    for (int calm = 0; calm < looks_at_rest && !exit() && steady_clock::now() < until;) {
        if (held().size() >= threads) return true;
        const std::optional<Snapshot> now = glance_at_the_free();
        if (!now) return false;
        calm = now->all_asleep() && now->switches() == switches ? calm + 1 : 0;
        switches = now->switches();
        std::this_thread::sleep_for(milliseconds(5));
    }
    return held().size() >= threads;
}

}  // namespace grader
