// Several workers and no plan: storms of tasks, aborts at any moment, limits that race the end of what they
// limit, and threads from outside that wake tasks.
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

constexpr unsigned fewer(unsigned count) {
    return built_with_sanitizers ? count / 5 : count;
}

Task<> join_also_the_cancelled(JoinHandle<> handle) {
    try {
        co_await handle;
    } catch (const Cancelled&) {
        // as it was told to
    }
}

class Stress : public testing::TestWithParam<unsigned> {
 protected:
    [[nodiscard]] static Options options() { return with_workers(GetParam()); }
};

Task<> storm(std::atomic<long>* leaves, unsigned depth, unsigned seed) {
    if (depth == 0) {
        leaves->fetch_add(1);
        co_return;
    }
    std::minstd_rand random(seed);
    std::vector<JoinHandle<>> children;
    for (int child = 0; child < 4; ++child) {
        children.push_back(spawn(storm(leaves, depth - 1, static_cast<unsigned>(random()))));
        if (random() % 4 == 0) co_await yield_now();
    }
    if (random() % 3 == 0) std::swap(children.front(), children.back());
    for (JoinHandle<>& child : children) co_await child;
}

TEST_P(Stress, StormsOfTasksAllEndAndAreCounted) {
    Runtime runtime(options());
    constexpr unsigned rounds = fewer(20);
    std::atomic<long> leaves{0};
    for (unsigned round = 1; round <= rounds; ++round) runtime.block_on(storm(&leaves, 6, round));
    EXPECT_EQ(leaves, 4'096L * rounds);
    EXPECT_EQ(runtime.counters().spawned, runtime.counters().finished);
    EXPECT_EQ(runtime.counters().finished, 5'461UL * rounds);
}

/// What the wanderers contend for. What is no atomic is guarded by the mutex of tasks.
struct Contended {
    Semaphore gate{3};
    std::atomic<int> in_gate{0};
    Mutex mutex;
    long guarded = 0;
    std::atomic<long> additions{0};
    Channel<long> channel{4};
    std::atomic<long> sent{0};
    std::atomic<long> received{0};
    Notify bell;
    Event never;
    std::atomic<int> limited{0};
};

struct CountedIn {
    explicit CountedIn(std::atomic<int>* number) : count(number) { ++*count; }
    ~CountedIn() { --*count; }
    CountedIn(const CountedIn&) = delete;
    CountedIn& operator=(const CountedIn&) = delete;
    std::atomic<int>* count;
};

Task<> wait_in(Contended* all, std::atomic<int>* inside, unsigned what) {
    const CountedIn counted(inside);
    if (what % 3 == 0) co_await all->never.wait();
    if (what % 3 == 1) co_await all->bell.wait();
    co_await sleep(20us);
}

Task<> sleep_for_a_while() {
    co_await sleep(40us);
}

Task<> limited_wait(Contended* all, unsigned what) {
    std::atomic<int> inside{0};
    if (what % 2 == 0) {
        const Result<> result = co_await timeout(30us, wait_in(all, &inside, what));
        EXPECT_TRUE(result || result.error() == ETIMEDOUT || result.cancelled());
    } else {
        bool cancelled = false;
        try {
            const auto first =
                co_await when_any(wait_in(all, &inside, what), sleep_for_a_while(), wait_in(all, &inside, 2));
            (void)first;
        } catch (const Cancelled&) {
            cancelled = true;
        }
        EXPECT_EQ(inside, 0) << "the losers have ended";
        if (cancelled) throw Cancelled();
    }
    EXPECT_EQ(inside, 0) << "it has ended before the wait is over";
}

Task<> lead_group(TaskGroup& group, Contended* all, std::atomic<int>* inside) {
    for (unsigned child = 0; child < 3; ++child) group.spawn(wait_in(all, inside, child));
    co_await yield_now();
}

/// Goes from wait to wait until it is aborted.
Task<> wander(Contended* all, unsigned seed) {
    std::minstd_rand random(seed);
    for (;;) {
        all->bell.notify_one();
        switch (random() % 8) {
            case 0:
                co_await sleep(Duration(random() % 50'000));
                break;
            case 1: {
                const Semaphore::Permit permit = co_await all->gate.acquire();
                const CountedIn counted(&all->in_gate);
                EXPECT_LE(all->in_gate, 3);
                co_await yield_now();
                break;
            }
            case 2: {
                const Mutex::Lock lock = co_await all->mutex.lock();
                const long before = all->guarded;
                co_await yield_now();
                all->guarded = before + 1;
                ++all->additions;
                break;
            }
            case 3:
            case 4: {
                const long value = static_cast<long>(random() % 1'000);
                const Result<> result = co_await all->channel.send(value);
                if (result) all->sent += value;
                break;
            }
            case 5: {
                std::atomic<int> inside{0};
                bool cancelled = false;
                try {
                    co_await with_group(lead_group, all, &inside);
                } catch (const Cancelled&) {
                    cancelled = true;
                }
                EXPECT_EQ(inside, 0) << "no child outlives its group";
                if (cancelled) throw Cancelled();
                break;
            }
            case 6:
                co_await limited_wait(all, static_cast<unsigned>(random()));
                break;
            default:
                co_await join_also_the_cancelled(spawn(wait_in(all, &all->limited, 2)));
        }
    }
}

Task<> drain(Contended* all) {
    for (;;) {
        const std::optional<long> value = co_await all->channel.receive();
        if (!value) co_return;
        all->received += *value;
    }
}

TEST_P(Stress, AbortsAtAnyMomentLoseNothing) {
    Contended all;
    {
        Runtime runtime(options());
        runtime.block_on([](Contended* shared) -> Task<> {
            std::minstd_rand random(7);
            JoinHandle<> drained = spawn(drain(shared));
            std::vector<JoinHandle<>> wanderers;
            for (unsigned index = 0; index < 100; ++index) wanderers.push_back(spawn(wander(shared, index)));
            for (unsigned round = 0; round < fewer(3'000); ++round) {
                JoinHandle<>& chosen = wanderers[random() % wanderers.size()];
                if (random() % 8 == 0) co_await sleep(Duration(random() % 100'000));
                chosen.abort();
                co_await join_also_the_cancelled(std::move(chosen));
                chosen = spawn(wander(shared, 1'000 + round));
            }
            for (JoinHandle<>& wanderer : wanderers) wanderer.abort();
            for (JoinHandle<>& wanderer : wanderers) co_await join_also_the_cancelled(std::move(wanderer));
            shared->channel.close();
            co_await drained;
        }(&all));
    }
    EXPECT_EQ(all.in_gate, 0);
    EXPECT_EQ(all.gate.available(), 3U);
    EXPECT_EQ(all.limited, 0);
    EXPECT_EQ(all.guarded, all.additions);
    EXPECT_EQ(all.sent, all.received);
    EXPECT_GT(all.sent, 0);
}

TEST_P(Stress, ALimitAndTheEndAtTheSameMomentAgree) {
    run(
        []() -> Task<> {
            for (unsigned round = 0; round < fewer(2'000); ++round) {
                std::atomic<int> inside{0};
                const auto work = [](std::atomic<int>* counted, Duration time) -> Task<int> {
                    const CountedIn here(counted);
                    co_await sleep(time);
                    co_return 5;
                };
                const Duration limit = 20us;
                const Result<int> result =
                    co_await timeout(limit, work(&inside, limit - Duration(round % 20'000)));
                EXPECT_EQ(inside, 0);
                if (result) {
                    EXPECT_EQ(*result, 5);
                } else {
                    EXPECT_EQ(result.error(), ETIMEDOUT);
                }
            }
        }(),
        options());
}

TEST_P(Stress, ThreadsFromOutsideWakeTasks) {
    constexpr unsigned threads = 3;
    constexpr unsigned rings = fewer(20'000);
    Notify bell;
    std::atomic<unsigned> rung{0};
    std::array<Event, threads> ended;
    std::vector<std::thread> ringers;
    Runtime runtime(options());
    for (unsigned thread = 0; thread < threads; ++thread)
        ringers.emplace_back([&, thread] {
            for (unsigned ring = 0; ring < rings; ++ring) {
                ++rung;
                bell.notify_one();
                if (ring % 64 == 0) std::this_thread::sleep_for(10us);  // lets the workers fall asleep
            }
            ended[thread].set();
        });
    // After the last ring nobody rings any more: a lost one is a test that never ends.
    runtime.block_on(
        [](Notify* heard, std::atomic<unsigned>* number, std::array<Event, threads>* ends) -> Task<> {
            while (number->load() < threads * rings) co_await heard->wait();
            for (Event& end : *ends) co_await end.wait();
        }(&bell, &rung, &ended));
    for (std::thread& ringer : ringers) ringer.join();
    EXPECT_EQ(rung, threads * rings);
}

TEST_P(Stress, AChannelMayLeadFromOneRuntimeToAnother) {
    constexpr long count = fewer(20'000);
    Channel<std::unique_ptr<long>> channel(3);
    long sum = 0;
    std::thread receiver([&channel, &sum, options = options()] {
        run(
            [](Channel<std::unique_ptr<long>>* from, long* total) -> Task<> {
                for (;;) {
                    const std::optional<std::unique_ptr<long>> value = co_await from->receive();
                    if (!value) co_return;
                    *total += **value;
                }
            }(&channel, &sum),
            options);
    });
    run(
        [](Channel<std::unique_ptr<long>>* to) -> Task<> {
            const auto send = [](Channel<std::unique_ptr<long>>* channel, long first) -> Task<> {
                for (long value = first; value < count; value += 2) {
                    auto boxed = std::make_unique<long>(value);
                    const Result<> result = co_await channel->send(std::move(boxed));
                    EXPECT_TRUE(result);
                }
            };
            JoinHandle<> even = spawn(send(to, 0));
            JoinHandle<> odd = spawn(send(to, 1));
            co_await even;
            co_await odd;
        }(&channel),
        options());
    channel.close();  // by a thread that is no worker
    receiver.join();
    EXPECT_EQ(sum, count * (count - 1) / 2);
}

TEST_P(Stress, BlockingCallsAreEitherTakenBackOrWaitedFor) {
    Options few = options();
    few.most_blocking_threads = 2;
    few.blocking_thread_idle = 1ms;  // threads come and go meanwhile
    Runtime runtime(few);
    constexpr unsigned calls = fewer(2'000);
    struct Call {
        std::atomic<bool> begun{false};
        bool ended = false;
        bool cancelled = false;
    };
    std::vector<Call> all(calls);
    const auto task = [](Call* call, unsigned length) -> Task<> {
        const auto block = [call, length] {
            call->begun = true;
            std::this_thread::sleep_for(std::chrono::microseconds(length));
            call->ended = true;
        };
        try {
            co_await spawn_blocking(block);
        } catch (const Cancelled&) {
            call->cancelled = true;
        }
    };
    runtime.block_on([](std::vector<Call>* every, decltype(task) make) -> Task<> {
        std::minstd_rand random(3);
        std::vector<JoinHandle<>> handles;
        for (Call& call : *every) {
            handles.push_back(spawn(make(&call, static_cast<unsigned>(random() % 30))));
            if (random() % 2 == 0) handles[random() % handles.size()].abort();
            if (random() % 16 == 0) co_await sleep(Duration(random() % 2'000'000));
        }
        for (JoinHandle<>& handle : handles) co_await handle;
    }(&all, task));
    for (const Call& call : all) {
        EXPECT_EQ(call.ended, call.begun) << "a call that has begun is waited for";
        EXPECT_NE(call.cancelled, call.begun) << "a call is taken back, or its value is given";
    }
}

INSTANTIATE_TEST_SUITE_P(WithWorkers, Stress, testing::Values(1U, 2U, 4U), testing::PrintToStringParamName());

}  // namespace
}  // namespace rt
