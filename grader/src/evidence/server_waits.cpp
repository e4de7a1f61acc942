// How long to wait for a server: until something has happened, or nothing in it will ever move again.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "base/time_limit.hpp"
#include "evidence/server.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Patience Server::patience() {
    hope_.begin();
    Patience patience;
    patience.limit = deadline();
    patience.hopeless = [this] { return hopeless_for_a_client(); };
    patience.starved = [this] { return std::exchange(starved_, false); };
    patience.moved = [this] { hope_.moved(); };
    return patience;
}

std::optional<std::string> Server::hopeless() {
    if (const auto ended = exit()) return "the server " + ended->describe();
    const std::optional<Snapshot> now = glance_at_its_own();
    if (!now) return std::nullopt;
    note_starvation(*now);
    const bool perhaps_held = !now->all_asleep() && is_still(*now);
    return hope_.lost(*now, perhaps_held ? held().size() : 0);
}

std::optional<std::string> Server::hopeless_for_a_client() {
    auto reason = hopeless();
    return reason ? reason : describe_spin();
}

// Whoever goes on reading at the end of the stream is told so again and again, and no call of theirs waits.
std::optional<std::string> Server::describe_spin() {
    const auto used = hope_.spins();
    if (!used) return std::nullopt;
    was_found_spinning_ = true;
    std::string reason = "the server spins: it has used " + *used + " meanwhile, and nothing came of it";
    SnapshotParts parts;
    parts.threads = parts.calls = parts.memory = false;
    const std::optional<Snapshot> now = glance(parts);
    if (!now) return reason;
    const auto finished =
        std::count_if(now->sockets.begin(), now->sockets.end(), [&](const TcpSocket& socket) {
            return socket.local_port == endpoint_.port && socket.state == tcp_close_wait &&
                   socket.inode != 0 && socket.unread == 0;
        });
    if (finished > 0)
        reason += fmt::format(
            ". {} of its connections stand at the end of what their clients have sent (CLOSE_WAIT): read() "
            "returns 0 there, however often it is called",
            finished);
    return reason;
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
    const auto until = steady_clock::now() + deadline();
    while (!condition(look(parts))) {
        if (steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

bool Server::settle(const std::function<bool(const Snapshot&)>& condition, const SnapshotParts& parts) {
    hope_.begin();
    const auto until = steady_clock::now() + deadline();
    while (!condition(look(parts))) {
        if (steady_clock::now() >= until || hopeless_for_a_client()) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

Snapshot Server::wait_until_quiet() {
    const auto until = steady_clock::now() + deadline();
    Snapshot before = look(only_threads());
    int calm = 0;
    for (int looks = 0; looks < 50 && steady_clock::now() < until;) {
        std::this_thread::sleep_for(milliseconds(10));
        Snapshot now = look(only_threads());
        // Whom the machine keeps from running is neither quiet nor does it poll.
        if (!now.was_kept_from_running_since(before)) ++looks;
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
    const auto until = steady_clock::now() + deadline();
    steady_clock::duration idle{0};
    auto looked_at = steady_clock::now();
    bool was_asleep = false;
    hope_.begin();
    while (idle < most_idle && steady_clock::now() < until) {
        if (auto ended = process().wait_for_exit(milliseconds(20))) return ended;
        const std::optional<Snapshot> now = glance_at_its_own();
        if (!now) continue;
        const auto time = steady_clock::now();
        // Who is stopped ends as little as who sleeps.
        const bool asleep = is_still(*now);
        if (asleep && was_asleep && now->switches() == last_switches_) idle += time - looked_at;
        was_asleep = asleep;
        last_switches_ = now->switches();
        looked_at = time;
        // A sanitizer may compute for long before it has something to say.
        hope_.lost(*now, 0);
        if ((!has_thread_sanitizer_ || hope_.has_spun()) && hope_.spins()) break;
    }
    return exit();
}

// It is the first that the program makes, before any of the server's own, and sleeps between its looks.
std::optional<Snapshot> Server::glance_at_its_own() {
    std::optional<Snapshot> now = glance(only_threads());
    if (!now || !has_thread_sanitizer_ || now->threads.size() < 2) return now;
    const auto thread =
        sanitizers_thread_ == 0
            ? now->threads.begin() + 1
            : std::find_if(now->threads.begin(), now->threads.end(),
                           [&](const ThreadView& each) { return each.tid == sanitizers_thread_; });
    if (sanitizers_thread_ == 0 && about(thread->call).waits == Waits::for_a_time)
        sanitizers_thread_ = thread->tid;
    if (thread != now->threads.end() && thread->tid == sanitizers_thread_) now->threads.erase(thread);
    return now;
}

std::optional<Snapshot> Server::glance_at_the_free() {
    const std::vector<int> stopped = held();
    std::optional<Snapshot> now = glance_at_its_own();
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
        if (!now) {
            // It has ended already; how, its warden says when all of it is gone.
            process().wait_for_exit(deadline());
            return;
        }
        calm = now->all_asleep() ? calm + 1 : 0;
        std::this_thread::sleep_for(milliseconds(10));
    }
}

bool Server::wait_until_held(std::size_t threads) {
    constexpr int looks_at_rest = 10;
    const auto until = steady_clock::now() + deadline();
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
