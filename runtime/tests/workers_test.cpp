// Several workers: who sleeps, who polls, who is woken.
#include <sys/resource.h>

#include <atomic>
#include <semaphore>
#include <thread>

#include "rt/lounge.hpp"
#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

// One sleeper, a call to all, and at once another one who comes to sleep: that one may only return after the
// first has been woken, and has called itself.
TEST(Lounge, WhoComesLateDoesNotUseUpACallToAll) {
    for (int round = 0; round < 500; ++round) {
        detail::Reactor reactor;
        ASSERT_TRUE(reactor.take_role());
        detail::Lounge lounge;
        const auto never = [] { return false; };
        std::atomic<bool> first_is_up{false};
        std::atomic<bool> late_is_up{false};
        std::thread first([&] {
            lounge.sleep(reactor, never);
            first_is_up = true;
            while (!late_is_up) lounge.call_all();
        });
        while (lounge.sleepers() == 0) std::this_thread::yield();
        lounge.call_all();
        lounge.sleep(reactor, never);
        EXPECT_TRUE(first_is_up) << "round " << round;
        late_is_up = true;
        while (!first_is_up) lounge.call_all();
        first.join();
    }
}

TEST(Lounge, NobodySleepsWhenNobodyPolls) {
    const detail::Reactor reactor;
    detail::Lounge lounge;
    lounge.sleep(reactor, [] { return false; });  // or this would never end
    EXPECT_EQ(lounge.sleepers(), 0);
}

Task<> block_worker(std::binary_semaphore* go, bool woken_by_another_thread) {
    if (woken_by_another_thread)
        co_await spawn_blocking([] {});
    else
        co_await sleep(1ms);
    go->acquire();  // what a task must not do, and students will
}

Task<> let_go(std::binary_semaphore* go) {
    for (int nap = 0; nap < 3; ++nap) co_await sleep(1ms);
    go->release();
}

class BlockedWorker : public testing::TestWithParam<bool> {};

// Otherwise the second task's timers would never be looked at, and this would not end.
TEST_P(BlockedWorker, IsNoPollerAndDoesNotFreezeTheOthers) {
    Runtime runtime(with_workers(2));
    for (int round = 0; round < 50; ++round) {
        std::binary_semaphore go(0);
        runtime.block_on([](std::binary_semaphore* inner, bool woken_by_another_thread) -> Task<> {
            JoinHandle<> blocked = spawn(block_worker(inner, woken_by_another_thread));
            JoinHandle<> other = spawn(let_go(inner));
            co_await other;
            co_await blocked;
        }(&go, GetParam()));
    }
    EXPECT_EQ(runtime.counters().finished, runtime.counters().spawned);
}

INSTANTIATE_TEST_SUITE_P(WokenByAnotherThread, BlockedWorker, testing::Bool(),
                         testing::PrintToStringParamName());

long times_slept() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
}

// Each wake-up ends in going to sleep again, which the kernel counts. The watchman stays up for a while after
// the last event, on a busy machine for longer: so it counts when the runtime comes to rest, not how soon.
TEST(Idle, WorkersDoNotWakeUp) {
    Event end;
    std::thread program([&end] {
        Runtime runtime(with_workers(3));
        runtime.block_on([](Event* until) -> Task<> {
            for (int nap = 0; nap < 5; ++nap) co_await sleep(1ms);  // calls the watchman
            co_await until->wait();
        }(&end));
    });
    long wake_ups = 0;
    for (int look = 0; look < 50; ++look) {
        const long before = times_slept();
        std::this_thread::sleep_for(100ms);
        wake_ups = times_slept() - before - 1;  // one is ours
        if (look > 0 && wake_ups <= 1) break;
    }
    EXPECT_LE(wake_ups, 1);
    end.set();
    program.join();
}

}  // namespace
}  // namespace rt
