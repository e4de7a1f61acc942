// Several workers: who is parked, who polls, who is woken.
#include <sys/resource.h>

#include <atomic>
#include <thread>
#include <vector>

#include "running.hpp"
#include "scheduler/idle.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

bool never() {
    return false;
}

// One who is parked, a call to all, and at once another one who parks: that one may only return after the
// first has been woken, and has called itself.
TEST(Idle, WhoComesLateDoesNotUseUpACallToAll) {
    for (int round = 0; round < 500; ++round) {
        detail::Idle idle;
        ASSERT_TRUE(idle.take_role());
        std::atomic<bool> first_is_up{false};
        std::atomic<bool> late_is_up{false};
        std::thread first([&] {
            idle.park(never);
            first_is_up = true;
            for (; !late_is_up; std::this_thread::yield()) idle.call_all();
        });
        while (idle.parked() == 0) std::this_thread::yield();
        idle.call_all();
        idle.park(never);
        EXPECT_TRUE(first_is_up) << "round " << round;
        late_is_up = true;
        for (; !first_is_up; std::this_thread::yield()) idle.call_all();
        first.join();
    }
}

TEST(Idle, NobodyParksWhenNobodyPolls) {
    detail::Idle idle;
    idle.park(never);  // or this would never end
    EXPECT_EQ(idle.parked(), 0);
}

// The worst moment: the poller leaves when somebody is about to park.
TEST(Idle, NobodyParksWhenThePollerHasJustLeft) {
    detail::Idle idle;
    ASSERT_TRUE(idle.take_role());
    idle.park([&] {
        EXPECT_EQ(idle.parked(), 1) << "who leaves must see who is parked now";
        idle.leave_role();
        return false;
    });  // or this would never end
}

TEST(Idle, HasOnePoller) {
    detail::Idle idle;
    EXPECT_TRUE(idle.take_role());
    EXPECT_FALSE(idle.take_role());
    idle.leave_role();
    EXPECT_TRUE(idle.take_role());
}

TEST(Idle, APollerThatSleepsIsRousedOnceAndOnlyForTasks) {
    detail::Idle idle;
    ASSERT_TRUE(idle.take_role());
    EXPECT_FALSE(idle.before_a_turn(true)) << "it comes back soon";
    idle.fall_asleep();
    EXPECT_FALSE(idle.before_a_turn(false)) << "there is nothing for it";
    EXPECT_TRUE(idle.before_a_turn(true));
    EXPECT_FALSE(idle.before_a_turn(true)) << "it is on its way";
    idle.wake_up();
    idle.fall_asleep();
    idle.wake_up();
    EXPECT_FALSE(idle.before_a_turn(true)) << "it is awake";
}

/// So many who are parked, until the watchman among them has found that nobody polls.
class Parked {
 public:
    Parked(int count, detail::Idle& idle) : idle_(idle) {
        for (int number = 0; number < count; ++number)
            threads_.emplace_back([&idle, this] {
                idle.park(never);
                ++up_;
            });
        while (idle.parked() < count) std::this_thread::yield();
    }
    ~Parked() {
        if (up_ < static_cast<int>(threads_.size())) idle_.call_all();
    }
    Parked(const Parked&) = delete;
    Parked& operator=(const Parked&) = delete;

    /// Whether that many get up. Half a minute means no.
    [[nodiscard]] bool get_up(int count) const {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (up_ < count && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(100us);
        return up_ == count;
    }

 private:
    detail::Idle& idle_;
    std::atomic<int> up_{0};
    std::vector<std::jthread> threads_;
};

TEST(Idle, EachWatchmanThatGetsUpCanHaveASuccessor) {
    detail::Idle idle;
    ASSERT_TRUE(idle.take_role());
    const Parked parked(3, idle);
    idle.leave_role();
    for (int number = 1; number <= 3; ++number) {
        EXPECT_FALSE(idle.before_a_turn(false));
        EXPECT_TRUE(parked.get_up(number)) << "nobody polls, somebody is parked, and nobody watches";
    }
}

// The poller sleeps, comes back and leaves, at every moment of the watchman's way into its own sleep.
TEST(Idle, AWatchmanThatResignsMissesNoDeparture) {
    constexpr detail::Rounds short_rounds{1us, 1};
    for (int round = 0; round < 300; ++round) {
        detail::Idle idle(short_rounds);
        ASSERT_TRUE(idle.take_role());
        const Parked parked(1, idle);
        idle.leave_role();
        EXPECT_FALSE(idle.before_a_turn(false));
        if (idle.take_role()) {
            idle.fall_asleep();
            for (std::atomic<int> pause = round * 100; pause > 0; --pause) {
            }
            idle.wake_up();
            idle.leave_role();
        }
        EXPECT_FALSE(idle.before_a_turn(false));
        ASSERT_TRUE(parked.get_up(1)) << "nobody polls, somebody is parked, and nobody watches";
    }
}

long times_slept() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
}

// Each wake-up ends in going to sleep again, which the kernel counts. The watchman stays up for a while after
// the last event, on a busy machine for longer: so it counts when the runtime comes to rest, not how soon.
TEST(IdleWorkers, DoNotWakeUp) {
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

/// How often this process goes to sleep for each of so many timers.
Task<double> sleeps_for_each_timer(int timers) {
    co_await sleep(20ms);  // calls the watchman
    const long before = times_slept();
    for (int number = 0; number < timers; ++number) co_await sleep(20ms);
    co_return static_cast<double>(times_slept() - before) / timers;
}

// Three: the poller, and the watchman, which is called before the turn that follows, looks a round later
// whether that has come to its end, and parks. One who had to wait for a lock makes it more, and one who goes
// on looking makes it 20. On a busy machine a turn may last until that look: so one try without is enough.
TEST(IdleWorkers, AreWokenThreeOrFourTimesForATimer) {
    for (const unsigned workers : {1U, 2U, 4U}) {
        double sleeps = 0;
        for (int tries = 0; tries < 20; ++tries) {
            sleeps = run(sleeps_for_each_timer(10), with_workers(workers));
            if (sleeps <= 4) break;
        }
        EXPECT_LE(sleeps, 4) << workers << " workers";
    }
}

}  // namespace
}  // namespace rt
