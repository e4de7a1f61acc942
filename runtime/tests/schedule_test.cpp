// Random programs under random schedules, all drawn from a seed: tasks that start, wait for, wake, limit and
// cancel each other, on a clock that jumps. A failure names its seed, and RT_SEED=… runs just this one.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "running.hpp"
#include "schedule_actor.hpp"

namespace rt::schedule {
namespace {

using namespace std::chrono_literals;

constexpr unsigned long long seeds = built_with_sanitizers ? 1'000 : 12'000;

// The services: while they run, every send, every request and every wait for a permit comes to its end.

Task<> drain(World* world, Pipe* pipe) {
    for (;;) {
        const std::optional<Token> token = co_await pipe->channel.receive();
        if (!token) co_return;
        world->note(0, "drains", token->id);
        world->note_received(*pipe, token->id);
        if (world->pick(4) == 0) co_await sleep(world->some_time());
    }
}

Task<> answer(World* world) {
    while (!world->closing || !world->requests.empty()) {
        co_await world->bell.wait();
        while (!world->requests.empty()) {
            world->requests.front()->set();
            world->requests.pop_front();
        }
    }
}

/// Actors of which some are aborted, until all have ended and everything is given back.
Task<> whole_program(World* world) {
    JoinHandle<> first_drain = spawn(drain(world, &world->pipes[0]));
    JoinHandle<> second_drain = spawn(drain(world, &world->pipes[1]));
    JoinHandle<> answers = spawn(answer(world));
    std::vector<JoinHandle<>> actors;
    for (unsigned count = 2 + world->pick(5); count > 0; --count)
        actors.push_back(spawn(run_finite_actor({world, 0, from_the_program}, world->counter())));
    for (JoinHandle<>& actor : actors) {
        if (world->pick(3) > 0) continue;
        if (world->pick(2) == 0)
            co_await yield_now();
        else
            co_await sleep(world->some_time());
        world->note(0, "aborts an actor");
        actor.abort();
    }
    for (JoinHandle<>& actor : actors) co_await join({world, 0, 0}, std::move(actor));
    while (world->active > 0) co_await sleep(1s);  // the detached
    world->closing = true;
    for (Pipe& pipe : world->pipes) pipe.channel.close();
    world->bell.notify_one();
    co_await first_drain;
    co_await second_drain;
    co_await answers;
}

/// The same, but the runtime's end comes at any moment.
Task<> cut_program(World* world) {
    spawn(drain(world, &world->pipes[0])).detach();
    spawn(answer(world)).detach();  // and nobody drains the second pipe
    for (unsigned count = 2 + world->pick(5); count > 0; --count)
        spawn(run_finite_actor({world, 0, from_the_program - 1}, world->counter())).detach();
    for (unsigned yields = world->pick(30); yields > 0; --yields) co_await yield_now();
    co_await sleep(world->some_time());
}

void require_everything_back(World& world) {
    world.require(world.active == 0, "every task that was started has ended");
    world.require(world.sends_begun == world.sends_ended, "every sender learns what has become of its value");
    world.require(world.in_gate == 0 && world.gate.available() == world.permits, "all permits are back");
    world.require(!world.mutex_held, "the mutex is free");
}

struct Outcome {
    std::string broken;
    std::uint64_t hash;
    unsigned tasks;
};

unsigned long long seed_running = 0;

// A run that never ends is a failure, and has a seed as well.
void report_hang(int) {
    char text[100];
    const int size = std::snprintf(text, sizeof text, "schedule_test hangs: RT_SEED=%llu\n", seed_running);
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, static_cast<std::size_t>(size));
    std::abort();
}

Outcome run_seed(unsigned long long seed) {
    seed_running = seed;
    ::alarm(60);
    const long live_before = Live::count;
    Outcome outcome{};
    {
        World world(seed);
        {
            Runtime runtime(timeless(seed));
            if (seed % 4 == 0) {
                runtime.block_on(cut_program(&world));
            } else {
                // No program sleeps for an hour: when the clock gets there, somebody waits in vain.
                const Result<> ended = runtime.block_on(timeout(1h, whole_program(&world)));
                world.require(ended.error() != ETIMEDOUT, "every wait comes to its end");
                const Counters counters = runtime.counters();
                world.require(counters.spawned == counters.finished,
                              "as many tasks have finished as were spawned");
                for (const Pipe& pipe : world.pipes)
                    world.require(pipe.model.empty(), "every value that was sent is received");
            }
        }
        require_everything_back(world);
        outcome = {world.broken(), world.hash(), world.tasks};
    }
    ::alarm(0);
    if (outcome.broken.empty() && Live::count != live_before)
        outcome.broken =
            "every object is destroyed once: " + std::to_string(Live::count - live_before) + " are left\n";
    return outcome;
}

TEST(Schedule, KeepsEveryRuleWhateverTheSeed) {
    struct sigaction action {};
    action.sa_handler = report_hang;
    ::sigaction(SIGALRM, &action, nullptr);
    const char* const only = std::getenv("RT_SEED");
    const unsigned long long first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
    const unsigned long long last = only != nullptr ? first : seeds;
    unsigned long long tasks = 0;
    for (unsigned long long seed = first; seed <= last; ++seed) {
        const Outcome outcome = run_seed(seed);
        tasks += outcome.tasks;
        if (!outcome.broken.empty()) FAIL() << "RT_SEED=" << seed << ": " << outcome.broken;
    }
    EXPECT_GT(tasks, 0U) << "the programs do something";
}

TEST(Schedule, IsTheSameForTheSameSeed) {
    for (unsigned long long seed = 1; seed <= 20; ++seed)
        EXPECT_EQ(run_seed(seed).hash, run_seed(seed).hash) << "RT_SEED=" << seed;
}

// One program, several schedules: otherwise the seeds explored programs only.
TEST(Schedule, DiffersWithTheSeedOfTheSchedulerAlone) {
    const auto order_of = [](unsigned long long seed) {
        std::string order;
        run(
            [](std::string* seen) -> Task<> {
                std::vector<JoinHandle<>> all;
                for (char name = 'a'; name < 'h'; ++name)
                    all.push_back(spawn([](std::string* written, char letter) -> Task<> {
                        written->push_back(letter);
                        co_await yield_now();
                        written->push_back(letter);
                    }(seen, name)));
                for (JoinHandle<>& handle : all) co_await handle;
            }(&order),
            timeless(seed));
        return order;
    };
    EXPECT_EQ(order_of(1), order_of(1));
    EXPECT_NE(order_of(1), order_of(2));
    EXPECT_EQ(order_of(1).size(), 14U);
}

}  // namespace
}  // namespace rt::schedule
