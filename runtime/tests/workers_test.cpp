// Several workers: who sleeps, who polls, who is woken.
#include <sys/resource.h>

#include <atomic>
#include <thread>
#include <vector>

#include "rt/lounge.hpp"
#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

constexpr Instant long_ago{};

bool never() {
    return false;
}

detail::Vacancy somebody_polls() {
    return {false, 0};
}

// One sleeper, a call to all, and at once another one who comes to sleep: that one may only return after the
// first has been woken, and has called itself.
TEST(Lounge, WhoComesLateDoesNotUseUpACallToAll) {
    for (int round = 0; round < 500; ++round) {
        detail::Lounge lounge;
        std::atomic<bool> first_is_up{false};
        std::atomic<bool> late_is_up{false};
        std::thread first([&] {
            lounge.sleep(somebody_polls, never);
            first_is_up = true;
            for (; !late_is_up; std::this_thread::yield()) lounge.call_all();
        });
        while (lounge.sleepers() == 0) std::this_thread::yield();
        lounge.call_all();
        lounge.sleep(somebody_polls, never);
        EXPECT_TRUE(first_is_up) << "round " << round;
        late_is_up = true;
        for (; !first_is_up; std::this_thread::yield()) lounge.call_all();
        first.join();
    }
}

TEST(Lounge, NobodySleepsWhenNobodyPolls) {
    detail::Lounge lounge;
    lounge.sleep([] { return detail::Vacancy{true, 0}; }, never);  // or this would never end
    EXPECT_EQ(lounge.sleepers(), 0);
}

// The worst moment: the poller leaves when somebody is about to fall asleep.
TEST(Lounge, NobodySleepsWhenThePollerHasJustLeft) {
    detail::Lounge lounge;
    bool vacant = false;
    const auto stay_up = [&] {
        EXPECT_EQ(lounge.sleepers(), 1) << "who leaves must see the sleeper now";
        vacant = true;
        return false;
    };
    lounge.sleep([&] { return detail::Vacancy{vacant, 0}; }, stay_up);  // or this would never end
}

/// So many who sleep, until the watchman among them has found that nobody polls.
class Sleepers {
 public:
    Sleepers(int count, detail::Lounge& lounge, const detail::Lounge::Look& look) : lounge_(lounge) {
        for (int number = 0; number < count; ++number)
            threads_.emplace_back([&lounge, look, this] {
                lounge.sleep(look, never);
                ++up_;
            });
        while (lounge.sleepers() < count) std::this_thread::yield();
    }
    ~Sleepers() {
        if (up_ < static_cast<int>(threads_.size())) lounge_.call_all();
    }
    Sleepers(const Sleepers&) = delete;
    Sleepers& operator=(const Sleepers&) = delete;

    /// Whether that many get up. Half a minute means no.
    [[nodiscard]] bool get_up(int count) const {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (up_ < count && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(100us);
        return up_ == count;
    }

 private:
    detail::Lounge& lounge_;
    std::atomic<int> up_{0};
    std::vector<std::jthread> threads_;
};

TEST(Lounge, EachWatchmanThatGetsUpCanHaveASuccessor) {
    detail::Lounge lounge;
    std::atomic<bool> vacant{false};
    const Sleepers sleepers(3, lounge, [&] { return detail::Vacancy{vacant, 0}; });
    vacant = true;
    for (int number = 1; number <= 3; ++number) {
        lounge.want_watchman(long_ago);
        EXPECT_TRUE(sleepers.get_up(number)) << "nobody polls, somebody sleeps, and nobody watches";
    }
}

// The worst moment: it has just looked for the last time when the poller leaves, and that one sees a
// watchman.
TEST(Lounge, AWatchmanThatResignsMissesNoDeparture) {
    constexpr detail::Rounds one_look{1us, 1};
    detail::Lounge lounge(one_look);
    int looks = 0;
    std::atomic<bool> vacant{false};
    const Sleepers sleepers(1, lounge, [&] {
        const detail::Vacancy answer{vacant, 0};
        // Who falls asleep looks, then the watchman when it begins, and then at the end of its round.
        if (++looks == 3) {
            vacant = true;
            lounge.want_watchman(long_ago);
        }
        return answer;
    });
    lounge.want_watchman(long_ago);
    EXPECT_TRUE(sleepers.get_up(1)) << "nobody polls, somebody sleeps, and nobody watches";
}

/// What the lounge sees of a poller that sleeps until its alarm, until it has left.
class SleepingPoller {
 public:
    explicit SleepingPoller(Duration time_to_alarm)
        : alarm_(std::chrono::steady_clock::now() + time_to_alarm) {}

    detail::Vacancy look() {
        ++looks_;
        return vacant_ ? detail::Vacancy{true, 0} : detail::Vacancy{false, 0, alarm_};
    }
    void leave() { vacant_ = true; }
    [[nodiscard]] Instant alarm() const { return alarm_; }
    [[nodiscard]] int looks() const { return looks_; }

 private:
    const Instant alarm_;
    std::atomic<bool> vacant_{false};
    std::atomic<int> looks_{0};
};

/// Who falls asleep looks, then the watchman when it begins, and at the end of its round; then twice before
/// it naps.
constexpr int looks_before_a_nap = 5;

TEST(Lounge, AWatchmanNapsAsLongAsThePollerSleeps) {
    constexpr detail::Rounds short_rounds{1us, 1'000'000'000};
    detail::Lounge lounge(short_rounds);
    SleepingPoller poller(1h);
    const Sleepers sleepers(1, lounge, [&] { return poller.look(); });
    lounge.want_watchman(long_ago);
    while (poller.looks() < looks_before_a_nap) std::this_thread::yield();
    std::this_thread::sleep_for(10ms);
    EXPECT_EQ(poller.looks(), looks_before_a_nap);
}

TEST(Lounge, AWatchmanThatNapsIsWokenWhenThePollerLeavesBeforeItsAlarm) {
    for (int count = 1; count <= 3; ++count) {
        detail::Lounge lounge;
        SleepingPoller poller(1h);
        const Sleepers sleepers(count, lounge, [&] { return poller.look(); });
        lounge.want_watchman(long_ago);
        while (poller.looks() < count - 1 + looks_before_a_nap) std::this_thread::yield();
        poller.leave();
        for (int number = 1; number <= count; ++number) {
            lounge.want_watchman(long_ago);
            EXPECT_TRUE(sleepers.get_up(number)) << "nobody polls, somebody sleeps, and nobody watches";
        }
    }
}

// The worst moment: it has just looked before its nap when the poller, whose alarm goes off, leaves and
// relies on the next look.
TEST(Lounge, AWatchmanThatNapsMissesNoTimer) {
    detail::Lounge lounge;
    SleepingPoller poller(5ms);
    const Sleepers sleepers(1, lounge, [&] {
        const detail::Vacancy answer = poller.look();
        if (poller.looks() == looks_before_a_nap) {
            poller.leave();
            lounge.want_watchman(poller.alarm() + 1h);
        }
        return answer;
    });
    lounge.want_watchman(long_ago);
    EXPECT_TRUE(sleepers.get_up(1)) << "nobody polls, somebody sleeps, and nobody watches";
}

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

/// How often this process goes to sleep for each of so many timers.
Task<double> sleeps_for_each_timer(int timers) {
    co_await sleep(20ms);  // calls the watchman
    const long before = times_slept();
    for (int number = 0; number < timers; ++number) co_await sleep(20ms);
    co_return static_cast<double>(times_slept() - before) / timers;
}

// The poller, and the watchman who looks whether the turn that follows comes to its end. On a busy machine a
// turn may last until that look, and the watchman makes its rounds then: so one try without is enough.
TEST(Idle, ATimerWakesThePollerAndTheWatchmanOnce) {
    for (const unsigned workers : {1U, 2U, 4U}) {
        double sleeps = 0;
        for (int tries = 0; tries < 20; ++tries) {
            sleeps = run(sleeps_for_each_timer(10), with_workers(workers));
            if (sleeps <= 3) break;
        }
        EXPECT_LE(sleeps, 3) << workers << " workers";
    }
}

}  // namespace
}  // namespace rt
