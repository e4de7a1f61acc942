// Timers and signals.
#include <signal.h>
#include <unistd.h>

#include <vector>

#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

Task<> note_after(std::vector<int>* order, Duration time, int number) {
    co_await sleep(time);
    order->push_back(number);
}

TEST(Sleep, EndsInTheOrderOfTheDeadlines) {
    std::vector<int> order;
    run(
        [](std::vector<int>* seen) -> Task<> {
            co_await with_group(
                [](TaskGroup& group, std::vector<int>* inner) -> Task<> {
                    for (const int seconds : {30, 10, 50, 20, 40})
                        group.spawn(note_after(inner, seconds * 1s, seconds));
                    co_await group.join();
                },
                seen);
        }(&order),
        timeless());
    EXPECT_EQ(order, (std::vector{10, 20, 30, 40, 50}));
}

TEST(Sleep, IsNeverEarlyOnTheRealClock) {
    EXPECT_GE(run([]() -> Task<Duration> {
                  const Instant begin = now();
                  co_await sleep(3ms);
                  co_return now() - begin;
              }()),
              3ms);
}

TEST(Timers, AHundredThousandComeAndGoInOrder) {
    std::vector<int> order;
    run(
        [](std::vector<int>* seen) -> Task<> {
            std::vector<JoinHandle<>> all;
            constexpr int count = 100'000;
            for (int index = 0; index < count; ++index) {
                const int place = index * 7919 % count;
                all.push_back(spawn(note_after(seen, place * 1ms, place)));
            }
            co_await yield_now();
            for (int index = 0; index < count; index += 2) all[static_cast<std::size_t>(index)].abort();
            for (JoinHandle<>& handle : all) {
                try {
                    co_await handle;
                } catch (const Cancelled&) {
                    // half of them
                }
            }
        }(&order),
        timeless());
    // The first one is due at once and has run before it could be cancelled.
    EXPECT_NEAR(static_cast<double>(order.size()), 50'000, 1);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Signal, ThatComesASecondTimeEndsNothingEvenWhenTheRuntimeHasGone) {
    {
        Options options;
        options.signals = {SIGUSR1};
        Runtime runtime(options);
        runtime.block_on([]() -> Task<> {
            ::kill(::getpid(), SIGUSR1);
            co_await signal(SIGUSR1);
            ::kill(::getpid(), SIGUSR1);
        }());
    }
    ::kill(::getpid(), SIGUSR1);
    sigset_t pending;
    ::sigpending(&pending);
    EXPECT_EQ(::sigismember(&pending, SIGUSR1), 1);
}

}  // namespace
}  // namespace rt
