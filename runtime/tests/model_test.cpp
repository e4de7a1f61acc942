// The scheduler's own sources, several workers, and a model of threads in which a seed decides who goes on at
// each step (model/sync.hpp). A lost wake-up, or workers that all wait for each other, is a run in which
// nobody can go on, or one without an end. A failure names its seed, and RT_SEED=… runs just this one.
#include <gtest/gtest.h>
#include <sys/epoll.h>

#include <cstdlib>
#include <functional>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "model/events.hpp"
#include "model/sync.hpp"
#include "rt/rt.hpp"
#include "scheduler/worker.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;
using model::pick;

void expect_an_end_for_each_seed(unsigned long long seeds, const std::function<void()>& program) {
    const char* const only = std::getenv("RT_SEED");
    const unsigned long long first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
    const unsigned long long last = only != nullptr ? first : seeds;
    for (unsigned long long seed = first; seed <= last; ++seed) {
        const std::string failure = model::run(seed, program);
        ASSERT_EQ(failure, "") << "RT_SEED=" << seed;
    }
}

Options several_workers() {
    Options options;
    options.workers = 2 + pick(2);
    options.clock = ClockKind::virtual_time;
    return options;
}

/// Something that is said on it is heard once, by who waits for it.
class Wire {
 public:
    explicit Wire(detail::RuntimeCore& runtime) : source_(-1, runtime) {}
    void say() {
        ++said_;
        model::post_event(source_, EPOLLIN);
    }

    class Listening final : public detail::IoAwaiter {
     public:
        explicit Listening(Wire& wire) : IoAwaiter(wire.source_, detail::Direction::read), wire_(wire) {}
        void await_resume() const {}

     private:
        Attempt attempt() override {
            if (wire_.said_ == wire_.heard_) return Attempt::would_block;
            ++wire_.heard_;
            return Attempt::done;
        }
        Wire& wire_;
    };
    Listening listen() { return Listening(*this); }
    [[nodiscard]] bool all_is_heard() const { return said_ == heard_; }

 private:
    // The kernel's side, which is no step of ours.
    unsigned said_ = 0;
    unsigned heard_ = 0;
    detail::Source source_;
};

Task<> hear_all(unsigned words) {
    Wire wire(detail::current_runtime());
    detail::sync::thread speaker([&wire, words] {
        for (unsigned word = 0; word < words; ++word) {
            for (unsigned steps = pick(60); steps > 0; --steps) detail::sync::step();
            wire.say();
            detail::sync::wait_until([&wire] { return wire.all_is_heard(); });
        }
    });
    for (unsigned word = 0; word < words; ++word) co_await wire.listen();
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
            for (unsigned steps = pick(30); steps > 0; --steps) detail::sync::step();
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
    if (round->way == by_an_event) co_await round->wire->listen();
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
        for (unsigned steps = pick(2) * pick(1'500); steps > 0; --steps) detail::sync::step();
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
    for (unsigned steps = pick(400); steps > 0; --steps) detail::sync::step();
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
    co_await (*wire)->listen();
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
            for (unsigned steps = pick(200); steps > 0; --steps) detail::sync::step();
            wire->say();
        });
        runtime.block_on(leave_behind_who_listens(&wire));
        speaker.join();
        detail::sync::wait_until([&wire] { return wire->all_is_heard(); });
    });
}

// Everything that tasks can wait for, by several workers, until some of them are aborted.

struct Shared {
    Semaphore gate{1};
    unsigned inside = 0;
    Channel<int> channel{1};
    int sent = 0;
    int received = 0;
    Notify bell;
    Event event;
};

Task<> pass(Shared& all) {
    const Semaphore::Permit permit = co_await all.gate.acquire();
    EXPECT_EQ(++all.inside, 1U);
    co_await yield_now();
    --all.inside;
}

Task<> pass_in_time(Shared& all) {
    const Result<Semaphore::Permit> permit = co_await timeout(1ms, all.gate.acquire());
    if (!permit) co_return;
    EXPECT_EQ(all.inside, 0U);
}

Task<> send(Shared& all) {
    const Result<> result = co_await timeout(1ms, all.channel.send(1));
    all.sent += result ? 1 : 0;
}

Task<> drain(Shared& all) {
    for (;;) {
        const std::optional<int> value = co_await all.channel.receive();
        if (!value) co_return;
        ++all.received;
    }
}

Task<> have_child(Shared& all) {
    JoinHandle<> child = spawn([](Shared& shared) -> Task<> { co_await shared.event.wait(); }(all));
    if (pick(2) == 0) child.abort();
    all.event.set();
    try {
        co_await child;
    } catch (const Cancelled&) {
        if (!child.done()) throw;
    }
}

/// A ring may be used up by who rings next: so it wants a limit.
Task<> listen(Shared& all) {
    const Result<> heard = co_await timeout(2ms, all.bell.wait());
    if (heard.cancelled()) throw Cancelled();
}

Task<> race(Shared& all) {
    const auto first = co_await when_any(all.bell.wait(), sleep(1ms), pass(all));
    if (first.index() == 0) all.bell.notify_one();
}

Task<> wander(Shared& all) {
    for (unsigned steps = 1 + pick(3); steps > 0; --steps) {
        all.bell.notify_one();
        switch (pick(7)) {
            case 0:
                co_await sleep(1ms);
                break;
            case 1:
                co_await pass(all);
                break;
            case 2:
                co_await pass_in_time(all);
                break;
            case 3:
                co_await send(all);
                break;
            case 4:
                co_await have_child(all);
                break;
            case 5:
                co_await race(all);
                break;
            default:
                co_await listen(all);
        }
    }
}

Task<> join_also_the_cancelled(JoinHandle<> handle) {
    try {
        co_await handle;
    } catch (const Cancelled&) {
        // as it was told to
    }
}

Task<> let_wander(Shared& all) {
    JoinHandle<> drained = spawn(drain(all));
    std::vector<JoinHandle<>> wanderers;
    for (unsigned count = 2 + pick(3); count > 0; --count) wanderers.push_back(spawn(wander(all)));
    for (JoinHandle<>& wanderer : wanderers) {
        if (pick(3) > 0) continue;
        if (pick(2) == 0) co_await yield_now();
        wanderer.abort();
    }
    for (JoinHandle<>& wanderer : wanderers) co_await join_also_the_cancelled(std::move(wanderer));
    all.channel.close();
    co_await drained;
}

}  // namespace

template <>
inline constexpr bool outlives_its_tasks<Shared> = true;

namespace {

TEST(Model, NoWaitIsLostBetweenWorkers) {
    expect_an_end_for_each_seed(5'000, [] {
        Shared all;
        {
            Runtime runtime(several_workers());
            runtime.block_on(let_wander(all));
        }
        EXPECT_EQ(all.gate.available(), 1U);
        EXPECT_EQ(all.sent, all.received);
    });
}

}  // namespace
}  // namespace rt
