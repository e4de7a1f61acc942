// A task that goes from one kind of wait to the next, beside a hundred others that want the same things,
// until it is aborted in any of them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <utility>

#include "rt/rt.hpp"

namespace rt {

using namespace std::chrono_literals;

inline Task<> join_also_the_cancelled(JoinHandle<> handle) {
    try {
        co_await handle;
    } catch (const Cancelled&) {
        // as it was told to
    }
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

inline Task<> wait_in(Contended* all, std::atomic<int>* inside, unsigned what) {
    const CountedIn counted(inside);
    if (what % 3 == 0) co_await all->never.wait();
    if (what % 3 == 1) co_await all->bell.wait();
    co_await sleep(20us);
}

inline Task<> sleep_for_a_while() {
    co_await sleep(40us);
}

inline Task<> limited_wait(Contended* all, unsigned what) {
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

inline Task<> lead_group(TaskGroup& group, Contended* all, std::atomic<int>* inside) {
    for (unsigned child = 0; child < 3; ++child) group.spawn(wait_in(all, inside, child));
    co_await yield_now();
}

/// Goes from wait to wait until it is aborted.
inline Task<> wander(Contended* all, unsigned seed) {
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

inline Task<> drain(Contended* all) {
    for (;;) {
        const std::optional<long> value = co_await all->channel.receive();
        if (!value) co_return;
        all->received += *value;
    }
}

}  // namespace rt
