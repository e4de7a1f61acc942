// Tasks, awaited and spawned.
#include <stdexcept>
#include <string>
#include <vector>

#include "running.hpp"

namespace rt {
namespace {

Task<int> value(int number) {
    co_return number;
}

Task<> note(std::vector<int>* order, int number) {
    order->push_back(number);
    co_return;
}

Task<int> fail(std::string text) {
    throw std::runtime_error(text);
    co_return 0;
}

Task<long> sum_of(int count) {
    long sum = 0;
    for (int index = 0; index < count; ++index) sum += co_await value(1);
    co_return sum;
}

Task<int> depth(int levels) {
    if (levels == 0) co_return 0;
    const int below = co_await depth(levels - 1);
    co_return below + 1;
}

TEST(Tasks, RunWhenTheyAreAwaitedAndNotBefore) {
    std::vector<int> order;
    run([](std::vector<int>* seen) -> Task<> {
        Task<> later = note(seen, 2);
        seen->push_back(1);
        co_await std::move(later);
        seen->push_back(3);
    }(&order));
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Tasks, PassOnExceptions) {
    EXPECT_THROW(run(fail("no")), std::runtime_error);
    EXPECT_EQ(run([]() -> Task<std::string> {
                  try {
                      co_await fail("why");
                  } catch (const std::runtime_error& error) {
                      co_return error.what();
                  }
                  co_return "nothing";
              }()),
              "why");
}

TEST(Tasks, ThatNeverSuspendDoNotGrowTheStack) {
    EXPECT_EQ(run(sum_of(1'000'000)), 1'000'000);
}

TEST(Tasks, MayBeNestedDeeply) {
    EXPECT_EQ(run(depth(100'000)), 100'000);
}

TEST(Tasks, ThatAreDroppedUnawaitedDestroyWhatTheyHold) {
    auto held = std::make_shared<int>(1);
    {
        const Task<> never = [](std::shared_ptr<int> kept) -> Task<> {
            (void)kept;
            co_return;
        }(held);
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(Spawn, RunsTheChildBesideItsParent) {
    std::vector<int> order;
    run([](std::vector<int>* seen) -> Task<> {
        JoinHandle<> child = spawn(note(seen, 2));
        seen->push_back(1);
        co_await child;
        seen->push_back(3);
    }(&order));
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Spawn, CarriesValuesAndExceptionsToTheJoiner) {
    EXPECT_EQ(run([]() -> Task<int> {
                  JoinHandle<int> one = spawn(value(1));
                  JoinHandle<int> two = spawn(value(2));
                  const int second = co_await two;
                  const int first = co_await one;
                  co_return 10 * first + second;
              }()),
              12);
    EXPECT_THROW(run([]() -> Task<> {
                     JoinHandle<int> child = spawn(fail("child"));
                     co_await child;
                 }()),
                 std::runtime_error);
}

TEST(Spawn, MayBeJoinedAfterTheEnd) {
    EXPECT_EQ(run([]() -> Task<int> {
                  JoinHandle<int> child = spawn(value(7));
                  while (!child.done()) co_await yield_now();
                  co_return co_await child;
              }()),
              7);
}

TEST(Spawn, GivesBackWhatTheTaskHeldWhenItEndsAndNotWhenItIsJoined) {
    auto held = std::make_shared<int>(1);
    run([](std::shared_ptr<int>* mine) -> Task<> {
        JoinHandle<> child = spawn([](std::shared_ptr<int> kept) -> Task<> {
            (void)kept;
            co_return;
        }(*mine));
        EXPECT_EQ(mine->use_count(), 2);
        while (!child.done()) co_await yield_now();
        EXPECT_EQ(mine->use_count(), 1);
    }(&held));
}

TEST(Spawn, OutsideOfARuntimeIsRefused) {
    EXPECT_THROW(spawn(value(1)).detach(), std::logic_error);
}

TEST(Spawn, OfADetachedTaskThatFailsIsReported) {
    testing::internal::CaptureStderr();
    run([]() -> Task<> {
        spawn(fail("nobody sees me")).detach();
        co_await yield_now();
        co_await yield_now();
    }());
    EXPECT_NE(testing::internal::GetCapturedStderr().find("nobody sees me"), std::string::npos);
}

TEST(YieldNow, LetsAllOthersRunFirst) {
    std::vector<int> order;
    run([](std::vector<int>* seen) -> Task<> {
        JoinHandle<> first = spawn(note(seen, 1));
        JoinHandle<> second = spawn(note(seen, 2));
        co_await yield_now();
        seen->push_back(3);
        co_await first;
        co_await second;
    }(&order));
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Budget, LetsOthersRunHoweverReadyATaskIs) {
    EXPECT_TRUE(run([]() -> Task<bool> {
        Event stop;
        Semaphore plenty(1);
        JoinHandle<> other = spawn([](Event* event) -> Task<> {
            event->set();
            co_return;
        }(&stop));
        // Each of these waits is over at once. Without a budget nobody else would ever run.
        while (!stop.is_set()) const auto permit = co_await plenty.acquire();
        co_await other;
        co_return true;
    }()));
}

}  // namespace
}  // namespace rt
