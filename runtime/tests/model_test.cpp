// The scheduler's own sources, several workers, and a model of threads in which a seed decides who goes on at
// each step (model/sync.hpp). A lost wake-up, or workers that all wait for each other, is a run in which
// nobody can go on, or one without an end. Here: who polls, who is parked, who watches.
#include <gtest/gtest.h>

#include <optional>
#include <source_location>
#include <vector>

#include "model/program.hpp"
#include "model/sync.hpp"
#include "rt/rt.hpp"
#include "scheduler/scheduler.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;
using model::dawdle;
using model::expect_an_end_for_each_seed;
using model::pick;
using model::several_workers;
using model::Wire;

Task<> hear_all(unsigned words) {
    Wire wire(detail::current_runtime());
    detail::sync::thread speaker([&wire, words] {
        for (unsigned word = 0; word < words; ++word) {
            dawdle(60);
            wire.say();
            detail::sync::wait_until([&wire] { return wire.all_is_heard(); });
        }
    });
    for (unsigned word = 0; word < words; ++word) static_cast<void>(co_await wire.listen());
    speaker.join();
}

TEST(Model, NoEventIsLostWheneverItComes) {
    expect_an_end_for_each_seed(10'000, [] { Runtime(several_workers()).block_on(hear_all(10)); });
}

// Idle alone, whose rule is: while anybody is parked, somebody polls, or is on the way to.

struct Relay {
    detail::Idle idle{{1ms, 1}};
    unsigned turns = 0;
    bool is_over = false;
};

/// A worker of whose turns some end only when another one has come to a turn.
void take_turns(Relay* relay) {
    constexpr unsigned last_turn = 20;
    detail::Idle& idle = relay->idle;
    while (!relay->is_over) {
        if (!idle.take_role()) {
            idle.park([relay] { return relay->is_over; });
            continue;
        }
        if (pick(3) > 0) {
            idle.fall_asleep();
            dawdle(30);
            idle.wake_up();
        }
        idle.leave_role();
        EXPECT_FALSE(idle.before_a_turn(false));
        const unsigned mine = ++relay->turns;
        if (mine == last_turn) {
            relay->is_over = true;
            idle.call_all();
        }
        if (pick(3) == 0) detail::sync::wait_until([=] { return relay->turns != mine || relay->is_over; });
    }
}

TEST(Model, WhoHasAnEndlessTurnHasASuccessor) {
    expect_an_end_for_each_seed(20'000, [] {
        Relay relay;
        std::vector<detail::sync::thread> workers;
        for (unsigned count = 2 + pick(2); count > 0; --count)
            workers.emplace_back([&relay] { take_turns(&relay); });
        for (detail::sync::thread& worker : workers) worker.join();
    });
}

// One free worker is enough.

enum Way : unsigned { by_a_timer, by_an_event, by_a_thread, at_once, last_one_spawns, ways };

struct Round {
    explicit Round(unsigned workers) : held(1 + pick(workers - 1)), way(pick(ways)), naps(pick(3)) {}
    const unsigned held;
    const unsigned way;
    unsigned naps;
    unsigned holding = 0;
    bool is_open = false;
    Event bell{};
    std::optional<Wire> wire{};
};

Task<> let_go(Round* round) {
    for (; round->naps > 0; --round->naps) co_await sleep(1ms);
    if (round->way == by_a_thread) co_await round->bell.wait();
    if (round->way == by_an_event) static_cast<void>(co_await round->wire->listen());
    round->is_open = true;
}

Task<> hold_worker(Round* round, unsigned number) {
    if (round->way == by_a_timer) co_await sleep(Duration(number) * 1'000'000);
    if (++round->holding == round->held && round->way == last_one_spawns) spawn(let_go(round)).detach();
    detail::sync::wait_until([round] { return round->is_open; });
}

Task<> play(Round* round) {
    round->wire.emplace(detail::current_runtime());
    detail::sync::thread from_outside([round] {
        if (pick(2) == 0) dawdle(1'500);
        if (round->way == by_a_thread) round->bell.set();
        if (round->way == by_an_event) round->wire->say();
    });
    std::vector<JoinHandle<>> all;
    for (unsigned number = 0; number < round->held; ++number)
        all.push_back(spawn(hold_worker(round, number)));
    if (round->way != last_one_spawns) all.push_back(spawn(let_go(round)));
    for (JoinHandle<>& handle : all) co_await handle;
    from_outside.join();
}

TEST(Model, WorkersThatAreHeldFreezeNobodyAsLongAsOneIsFree) {
    expect_an_end_for_each_seed(10'000, [] {
        const Options options = several_workers();
        Runtime runtime(options);
        for (int number = 0; number < 2; ++number) {
            Round round(options.workers);
            runtime.block_on(play(&round));
        }
    });
}

Task<> open(bool* is_open) {
    *is_open = true;
    co_return;
}

/// Computes for a while, in which the poller may or may not fall asleep, and keeps its worker until its child
/// has had a turn.
Task<> compute_and_spawn(bool* is_open) {
    dawdle(400);
    spawn(open(is_open)).detach();
    detail::sync::wait_until([is_open] { return *is_open; });
    co_return;
}

TEST(Model, ATaskThatIsLeftBehindAnEndlessTurnIsTaken) {
    expect_an_end_for_each_seed(5'000, [] {
        // The poller falls asleep for long after a single look.
        detail::RuntimeCore runtime(several_workers(), {1ms, 1});
        bool is_open = false;
        const JoinHandle<> handle =
            detail::spawn_on(runtime, compute_and_spawn(&is_open), nullptr, std::source_location::current());
        runtime.main_task = &handle.core();
        runtime.workers[0]->run(&handle.core());
        runtime.main_task = nullptr;
    });
}

Task<> listen_on(std::optional<Wire>* wire) {
    static_cast<void>(co_await (*wire)->listen());
}

Task<> leave_behind_who_listens(std::optional<Wire>* wire) {
    wire->emplace(detail::current_runtime());
    spawn(listen_on(wire)).detach();
    for (unsigned yields = pick(4); yields > 0; --yields) co_await yield_now();
}

// The word may come to the poller just when block_on() ends, which is perhaps this very worker's.
TEST(Model, WhatIsLeftBehindAtTheEndOfBlockOnGoesOn) {
    expect_an_end_for_each_seed(10'000, [] {
        Runtime runtime(several_workers());
        std::optional<Wire> wire;
        detail::sync::thread speaker([&wire] {
            detail::sync::wait_until([&wire] { return wire.has_value(); });
            dawdle(200);
            wire->say();
        });
        runtime.block_on(leave_behind_who_listens(&wire));
        speaker.join();
        detail::sync::wait_until([&wire] { return wire->all_is_heard(); });
    });
}

}  // namespace
}  // namespace rt
