// Tasks that keep their workers, in every way and number: one free worker is enough for all other tasks.
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <ostream>
#include <random>
#include <source_location>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "running.hpp"
#include "scheduler/scheduler.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

constexpr int rounds = 50;

/// What tasks do that keep their workers: they wait without co_await, or they go on and on.
enum class Hold { blocks, computes, both };

void PrintTo(Hold hold, std::ostream* out) {
    *out << (hold == Hold::blocks ? "Block" : hold == Hold::computes ? "Compute" : "BlockOrCompute");
}

/// Holds workers until it is opened.
class Gate {
 public:
    void open() {
        open_ = true;
        open_.notify_all();
    }
    void block() const { open_.wait(false); }
    void compute() const {
        // Many of these on few cores: each offers its core now and then, or a round would take seconds.
        for (unsigned step = 0; !open_; ++step)
            if (step % 1'000 == 0) std::this_thread::yield();
    }

 private:
    std::atomic<bool> open_{false};
};

std::string first_line(const std::string& path) {
    std::string line;
    std::ifstream file(path);
    std::getline(file, line);
    return line;
}

/// The workers of this process that have not ended, and the kernel's function that each sleeps in (0: none).
std::string workers() {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
        const std::string name = first_line(entry.path() / "comm");
        if (name.rfind("rt-worker", 0) == 0) all += "\n  " + name + ": " + first_line(entry.path() / "wchan");
    }
    return all;
}

/// Watches one runtime's rounds. One that stands still is a failure, and is ended: its gate is opened from
/// outside.
class Watchdog {
 public:
    explicit Watchdog(std::string whose)
        : whose_(std::move(whose)), thread_([this](const std::stop_token& stop) { watch(stop); }) {}

    void begin(Gate& gate) {
        const std::lock_guard lock(mutex_);
        gate_ = &gate;
        ++round_;
        progress_.notify_one();
    }
    /// Whether the round has come to its end by itself.
    bool end() {
        const std::lock_guard lock(mutex_);
        return std::exchange(gate_, nullptr) != nullptr;
    }

 private:
    void watch(const std::stop_token& stop) {
        constexpr auto patience = 20s;  // for what takes some milliseconds, on a machine with others at work
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested()) {
            const auto moves = [this, seen = round_] { return round_ != seen; };
            if (progress_.wait_for(lock, stop, patience, moves) || stop.stop_requested()) continue;
            if (gate_ == nullptr) continue;
            ADD_FAILURE() << whose_ << " stand still in round " << round_
                          << ". All workers, and what they sleep in:" << workers();
            std::exchange(gate_, nullptr)->open();
        }
    }

    const std::string whose_;
    std::mutex mutex_;
    std::condition_variable_any progress_;
    Gate* gate_ = nullptr;  // the present round's
    int round_ = 0;
    std::jthread thread_;
};

/// One round: so many tasks that hold their workers, and one that ends this.
struct Round {
    int number;
    int held;
    Hold hold;
    Gate gate{};
    std::atomic<int> holding{0};
};

Task<> let_go(Round* round) {
    for (int nap = 0; nap < 3; ++nap) co_await sleep(100us);
    round->gate.open();
}

/// The ways in which a task can come to a turn, and what follows it can be left behind.
enum Way : int { by_a_timer, by_a_thread, at_once, last_one_spawns, ways };

Task<> hold_worker(Round* round, int index) {
    const int way = round->number % ways;
    if (way == by_a_timer) co_await sleep(100us);
    if (way == by_a_thread) co_await spawn_blocking([] {});
    if (++round->holding == round->held && way == last_one_spawns) spawn(let_go(round)).detach();
    if (round->hold == Hold::blocks || (round->hold == Hold::both && index % 2 == 0))
        round->gate.block();
    else
        round->gate.compute();
}

Task<> play(Round* round) {
    std::vector<JoinHandle<>> all;
    for (int index = 0; index < round->held; ++index) all.push_back(spawn(hold_worker(round, index)));
    if (round->number % ways != last_one_spawns) all.push_back(spawn(let_go(round)));
    for (JoinHandle<>& handle : all) co_await handle;
}

void play_rounds(int workers, int held, Hold hold) {
    Watchdog watchdog(std::to_string(workers) + " workers, of which " + std::to_string(held) + " are held,");
    Runtime runtime(with_workers(static_cast<unsigned>(workers)));
    for (int number = 0; number < rounds; ++number) {
        Round round{number, held, hold};
        watchdog.begin(round.gate);
        runtime.block_on(play(&round));
        if (!watchdog.end()) return;
    }
    EXPECT_EQ(runtime.counters().finished, runtime.counters().spawned);
}

class BlockedWorkers : public testing::TestWithParam<Hold> {};

// Each number of workers and of those that are held, all of them at the same time: they sleep for the most
// part.
TEST_P(BlockedWorkers, FreezeNobodyAsLongAsOneIsFree) {
    std::vector<std::jthread> games;
    for (int workers = 2; workers <= 8; ++workers)
        for (int held = 1; held < workers; ++held) games.emplace_back(play_rounds, workers, held, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Tasks, BlockedWorkers, testing::Values(Hold::blocks, Hold::computes, Hold::both),
                         testing::PrintToStringParamName());

Task<> open(Gate* gate) {
    gate->open();
    co_return;
}

/// Keeps its worker until nobody else looks for anything any more, and then until its child has had a turn.
Task<> spawn_and_hold(Runtime* runtime, Gate* gate) {
    std::uint64_t parks = 0;
    do {
        parks = runtime->counters().parks;
        std::this_thread::sleep_for(20ms);
    } while (parks != runtime->counters().parks);
    spawn(open(gate)).detach();
    gate->block();
    co_return;
}

// The other workers sleep soundly then, as they should: what blocks costs no wake-ups.
TEST(BlockedWorker, HasSleepersWokenForWhatItSpawns) {
    for (const unsigned workers : {2U, 3U}) {
        Watchdog watchdog(std::to_string(workers) + " workers");
        Runtime runtime(with_workers(workers));
        Gate gate;
        watchdog.begin(gate);
        runtime.block_on(spawn_and_hold(&runtime, &gate));
        watchdog.end();
    }
}

Task<> open_after(Duration time, Gate* gate) {
    co_await sleep(time);
    gate->open();
}

/// Keeps its worker when a timer has ended for which the poller slept. Who opens the gate waits for a later
/// one, or for the same.
Task<> hold_after_timers(Gate* gate, int round) {
    constexpr Duration time = 4ms;
    for (int timer = 0; timer < 3; ++timer) co_await sleep(time);
    spawn(open_after(round % 2 == 0 ? time : 2 * time, gate)).detach();
    co_await sleep(time);
    gate->block();
}

// The watchman has resigned meanwhile, and is called again.
TEST(BlockedWorker, IsSeenByAWatchmanThatHadResigned) {
    for (const unsigned workers : {2U, 3U}) {
        Watchdog watchdog(std::to_string(workers) + " workers");
        Runtime runtime(with_workers(workers));
        for (int round = 0; round < rounds; ++round) {
            Gate gate;
            watchdog.begin(gate);
            runtime.block_on(hold_after_timers(&gate, round));
            if (!watchdog.end()) break;
        }
    }
}

/// Keeps its worker until the poller has had so many rounds, or sleeps; then for that much longer, and then
/// until its child has had a turn.
Task<> compute_and_spawn(const detail::Idle* idle, Gate* gate, unsigned poller_rounds, Duration time) {
    const auto end = idle->departures() + poller_rounds;
    while (idle->departures() < end && !idle->poller_sleeps()) {
    }
    const Instant begin = now();
    while (now() - begin < time) {
    }
    spawn(open(gate)).detach();
    gate->compute();
    co_return;
}

// The poller falls asleep for long after a single look: often just when a task is left behind a turn.
TEST(BlockedWorker, IsSeenByAPollerThatFallsAsleepJustThen) {
    constexpr detail::Rounds one_look{10us, 1};
    Watchdog watchdog("2 workers");
    detail::RuntimeCore runtime(with_workers(2), one_look);
    std::minstd_rand random(1);
    bool moves = true;
    for (int round = 0; round < 1'000 && moves; ++round) {
        Gate gate;
        watchdog.begin(gate);
        const auto rounds_before = static_cast<unsigned>(1 + random() % 2);
        const JoinHandle<> handle = detail::spawn_on(
            runtime, compute_and_spawn(&runtime.idle, &gate, rounds_before, Duration(random() % 500)),
            nullptr, std::source_location::current());
        runtime.main_task = &handle.core();
        runtime.workers[0]->run(&handle.core());
        runtime.main_task = nullptr;
        moves = watchdog.end();
    }
}

}  // namespace
}  // namespace rt
