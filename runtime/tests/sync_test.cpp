// Tasks that wait for each other: semaphores, bells, mutexes, channels.
#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

Task<> hold(Semaphore* semaphore, int* inside, int* most) {
    const Semaphore::Permit permit = co_await semaphore->acquire();
    *most = std::max(*most, ++*inside);
    co_await sleep(1s);
    --*inside;
}

TEST(Semaphore, LetsNoMoreInThanItHasPermits) {
    run(
        []() -> Task<> {
            Semaphore semaphore(3);
            int inside = 0;
            int most = 0;
            std::vector<JoinHandle<>> all;
            for (int index = 0; index < 20; ++index) all.push_back(spawn(hold(&semaphore, &inside, &most)));
            for (JoinHandle<>& handle : all) co_await handle;
            EXPECT_EQ(most, 3);
            EXPECT_EQ(semaphore.available(), 3U);
        }(),
        timeless());
}

TEST(Semaphore, GivesAPermitToTheNextWhenAWaiterIsCancelled) {
    run(
        []() -> Task<> {
            Semaphore semaphore(1);
            int inside = 0;
            int most = 0;
            JoinHandle<> first = spawn(hold(&semaphore, &inside, &most));
            JoinHandle<> second = spawn(hold(&semaphore, &inside, &most));
            JoinHandle<> third = spawn(hold(&semaphore, &inside, &most));
            co_await yield_now();
            second.abort();
            co_await first;
            co_await third;
            EXPECT_THROW(co_await second, Cancelled);
            EXPECT_EQ(semaphore.available(), 1U);
        }(),
        timeless());
}

TEST(Notify, WakesOneForEachRingAndKeepsOne) {
    std::vector<int> order;
    run([](std::vector<int>* seen) -> Task<> {
        Notify bell;
        const auto listen = [](Notify* notify, std::vector<int>* heard, int number) -> Task<> {
            co_await notify->wait();
            heard->push_back(number);
        };
        JoinHandle<> one = spawn(listen(&bell, seen, 1));
        JoinHandle<> two = spawn(listen(&bell, seen, 2));
        co_await yield_now();
        bell.notify_one();
        co_await one;
        EXPECT_EQ(*seen, std::vector{1});
        bell.notify_one();
        co_await two;
        bell.notify_one();  // nobody there: kept
        co_await bell.wait();
    }(&order));
    EXPECT_EQ(order, (std::vector{1, 2}));
}

Task<> hear(Notify* bell, int* heard) {
    co_await bell->wait();
    ++*heard;
}

TEST(Notify, ARingForOneThatIsCancelledIsTheNextOnes) {
    int heard = 0;
    run([](int* count) -> Task<> {
        Notify bell;
        JoinHandle<> first = spawn(hear(&bell, count));
        JoinHandle<> second = spawn(hear(&bell, count));
        co_await yield_now();
        bell.notify_one();
        first.abort();
        EXPECT_THROW(co_await first, Cancelled);
        co_await second;
    }(&heard));
    EXPECT_EQ(heard, 1);
}

TEST(Notify, ARingForAllIsOverForWhoComesLaterEvenIfOneIsCancelled) {
    int heard = 0;
    run([](int* count) -> Task<> {
        Notify bell;
        JoinHandle<> first = spawn(hear(&bell, count));
        JoinHandle<> second = spawn(hear(&bell, count));
        co_await yield_now();
        bell.notify_all();
        first.abort();
        EXPECT_THROW(co_await first, Cancelled);
        co_await second;
        JoinHandle<> late = spawn(hear(&bell, count));
        co_await yield_now();
        EXPECT_FALSE(late.done());
        late.abort();
        EXPECT_THROW(co_await late, Cancelled);
    }(&heard));
    EXPECT_EQ(heard, 1);
}

TEST(Mutex, IsHeldAcrossWaits) {
    run(
        []() -> Task<> {
            Mutex mutex;
            int value = 0;
            const auto add = [](Mutex* guard, int* sum) -> Task<> {
                const Mutex::Lock lock = co_await guard->lock();
                const int before = *sum;
                co_await sleep(1s);
                *sum = before + 1;
            };
            std::vector<JoinHandle<>> all;
            for (int index = 0; index < 10; ++index) all.push_back(spawn(add(&mutex, &value)));
            for (JoinHandle<>& handle : all) co_await handle;
            EXPECT_EQ(value, 10);
        }(),
        timeless());
}

TEST(Channel, HoldsSendersBackAndLosesNothing) {
    run([]() -> Task<> {
        Channel<int> channel(2);
        std::size_t sent = 0;
        JoinHandle<> sender = spawn([](Channel<int>* to, std::size_t* count) -> Task<> {
            for (int value = 0; value < 100; ++value) {
                const Result<> result = co_await to->send(value);
                EXPECT_TRUE(result);
                ++*count;
            }
            to->close();
        }(&channel, &sent));
        for (int turn = 0; turn < 10; ++turn) co_await yield_now();
        EXPECT_EQ(sent, 2U) << "the third waits for room";
        int expected = 0;
        for (;;) {
            const std::optional<int> value = co_await channel.receive();
            if (!value) break;
            EXPECT_EQ(*value, expected++);
        }
        EXPECT_EQ(expected, 100);
        co_await sender;
    }());
}

TEST(Channel, RefusesToTakeMoreOnceItIsClosed) {
    EXPECT_EQ(run([]() -> Task<int> {
                  Channel<std::string> channel(1);
                  channel.close();
                  const Result<> result = co_await channel.send("late");
                  co_return result.error();
              }()),
              EPIPE);
}

// The sender that is woken for the free place is cancelled before it can take it. If it did not pass it on,
// the other one would wait for ever, beside an empty channel.
TEST(Channel, GivesTheFreePlaceToTheNextWhenASenderIsCancelled) {
    run(
        []() -> Task<> {
            Channel<int> channel(1);
            const auto send = [](Channel<int>* to, int value) -> Task<int> {
                const Result<> result = co_await to->send(value);
                co_return result.error();
            };
            JoinHandle<int> fills = spawn(send(&channel, 1));
            JoinHandle<int> first = spawn(send(&channel, 2));
            JoinHandle<int> second = spawn(send(&channel, 3));
            co_await yield_now();
            const std::optional<int> received = co_await channel.receive();
            EXPECT_EQ(received, 1);
            first.abort();
            const Result<std::optional<int>> next =
                co_await timeout(1h, [](Channel<int>* from) -> Task<std::optional<int>> {
                    const std::optional<int> value = co_await from->receive();
                    co_return value;
                }(&channel));
            EXPECT_EQ(next.error(), 0) << "the second sender was not woken";
            if (next) EXPECT_EQ(*next, 3);
            channel.close();
            const int filled = co_await fills;
            const int cancelled = co_await first;
            const int sent = co_await second;
            EXPECT_EQ(filled, 0);
            EXPECT_EQ(cancelled, ECANCELED);
            EXPECT_EQ(sent, 0);
        }(),
        timeless());
}

}  // namespace
}  // namespace rt
