// Practice 1, a loop by hand: the same clients served by asking in turn, with poll(2), and with epoll(7).
#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "checks/practice1/loop_check.hpp"
#include "checks/rest.hpp"

namespace grader {

namespace {

constexpr std::chrono::milliseconds window(400);

class TurnCheck : public LoopCheck {
    using LoopCheck::LoopCheck;

 protected:
    void two_come_and_fall_silent() {
        step("2 clients connect, say a line each, and nothing more");
        for (Client* client : connect_many(2)) client->round_trip("hello\n");
    }
    /// Of the time, from 0 to 1, in which it is at work or would like to be, while nobody says anything.
    double share_of_the_time() {
        const Snapshot before = server().look(only_threads());
        std::this_thread::sleep_for(window);
        const Snapshot after = server().look(only_threads());
        return static_cast<double>(wanted_between(before, after)) /
               static_cast<double>(after.time_ns - before.time_ns);
    }
    /// In such a window, while it is traced.
    std::vector<Event> traced_calls() {
        server().mark("idle");
        std::this_thread::sleep_for(window);
        server().mark("idle-end");
        const EventLog log = server().log();
        return log.between("idle", "idle-end").events();
    }
};

}  // namespace

GRADED_CHECK(Practice1, LoopCheck, InTurnServesTwoAtOnce) {
    serve_two_at_once("turn");
}

// No mistake: it is what asking in turn costs, and why stages B and C are there.
GRADED_CHECK(Practice1, TurnCheck, InTurnPaysForSilence) {
    expect_that("nothing: asking in turn costs this much, whoever writes it");
    start_as("turn");
    two_come_and_fall_silent();
    const double share = share_of_the_time();
    constexpr double worth_a_word = 0.05;
    if (share < worth_a_word) return;
    std::string calls;
    std::vector<Exhibit> exhibits;
    if (subject_.can_trace()) {
        ServerOptions traced;
        traced.arguments = {"--how", "turn"};
        traced.traced = true;
        start(traced);
        two_come_and_fall_silent();
        const std::vector<Event> made = traced_calls();
        constexpr std::size_t shown = 6;
        calls = fmt::format(
            ", with at least {} system calls a second (watching them slows it down)",
            static_cast<std::uint64_t>(made.size()) * 1'000 / static_cast<std::uint64_t>(window.count()));
        const auto end = made.begin() + static_cast<std::ptrdiff_t>(std::min(shown, made.size()));
        exhibits.push_back(trace_excerpt("What it asks", {made.begin(), end}, client_names()));
    }
    fail(fmt::format(
             "2 clients are connected and silent, and the server keeps a core busy {:.0f} % of the time{}. "
             "Stages B and C serve the same clients and need none",
             share * 100, calls),
         std::move(exhibits));
}

GRADED_CHECK(Practice1, LoopCheck, PollServesTwoAtOnce) {
    serve_two_at_once("poll");
}

GRADED_CHECK(Practice1, LoopCheck, PollSleepsInSilence) {
    start_as("poll");
    expect_sleep_in("poll");
}

GRADED_CHECK(Practice1, LoopCheck, PollKeepsTheRest) {
    start_as("poll");
    keep_the_rest();
}

GRADED_CHECK(Practice1, LoopCheck, EpollServesTwoAtOnce) {
    serve_two_at_once("epoll");
}

GRADED_CHECK(Practice1, LoopCheck, EpollSleepsInSilence) {
    start_as("epoll");
    expect_sleep_in("epoll_wait");
}

GRADED_CHECK(Practice1, LoopCheck, EpollKeepsTheRest) {
    start_as("epoll");
    keep_the_rest();
}

}  // namespace grader
