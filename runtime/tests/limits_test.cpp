// Leaves that hold leaves: time-outs, races and cancellations of what waits, without a task for it.
#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "running.hpp"
#include "tcp_parts.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

/// Tasks that the runtime of the calling test has started so far: block_on()'s own, and no other.
constexpr std::uint64_t only_the_test = 1;

template <class T>
T run_counted(Task<T> task, std::uint64_t tasks) {
    Runtime runtime(timeless());
    struct Count {
        ~Count() { EXPECT_EQ(runtime.counters().spawned, tasks); }
        Runtime& runtime;
        std::uint64_t tasks;
    } const count{runtime, tasks};
    return runtime.block_on(std::move(task));
}

TEST(Limit, OfAReadIsOneMoreErrorAndCostsNoTask) {
    Runtime runtime(timeless());
    runtime.block_on([](Runtime* own) -> Task<> {
        Pair pair = co_await connected();
        std::array<char, 8> buffer;
        const std::uint64_t tasks = own->counters().spawned;
        const Instant begin = now();
        const Result<std::size_t> late = co_await timeout(2s, pair.server.read(buffer));
        EXPECT_EQ(late.error(), ETIMEDOUT);
        EXPECT_EQ(now() - begin, 2s);
        const Result<std::size_t> sent =
            co_await timeout(2s, pair.client.write_all(std::string_view("word")));
        EXPECT_EQ(sent.value(), 4U);
        const Result<std::size_t> got = co_await timeout(2s, pair.server.read(buffer));
        EXPECT_EQ(got.value(), 4U);
        EXPECT_EQ(own->counters().spawned, tasks);
    }(&runtime));
}

// The direction is free again: an entry that a late read left behind would make the next one fail with EBUSY.
TEST(Limit, OfAReadLeavesTheStreamAsItWas) {
    run(
        []() -> Task<> {
            Pair pair = co_await connected();
            std::array<char, 8> buffer;
            const Result<std::size_t> late = co_await timeout(1s, pair.server.read(buffer));
            EXPECT_EQ(late.error(), ETIMEDOUT);
            const auto send_later = [](TcpStream stream) -> Task<> {
                co_await sleep(1s);
                const Result<std::size_t> sent = co_await stream.write_all(std::string_view("word"));
                EXPECT_EQ(sent.value(), 4U);
                co_await sleep(1s);
            };
            JoinHandle<> sender = spawn(send_later(std::move(pair.client)));
            JoinHandle<> reader = spawn([](TcpStream stream) -> Task<> {
                std::array<char, 8> bytes;
                const Result<std::size_t> got = co_await stream.read(bytes);
                EXPECT_EQ(got.value(), 4U);
            }(std::move(pair.server)));
            co_await reader;
            co_await sender;
        }(),
        timeless());
}

TEST(Limit, IsCancelledWithTheTask) {
    run_counted(
        []() -> Task<> {
            JoinHandle<int> child = spawn([]() -> Task<int> {
                const Result<> result = co_await timeout(1h, sleep(2h));
                co_return result.error();
            }());
            co_await sleep(1s);
            child.abort();
            const int error = co_await child;
            EXPECT_EQ(error, ECANCELED);
        }(),
        only_the_test + 1);
}

TEST(Limit, TakesNoPermitThatItDoesNotReport) {
    run(
        []() -> Task<> {
            Semaphore gate(1);
            {
                const Semaphore::Permit held = co_await gate.acquire();
                const Result<Semaphore::Permit> late = co_await timeout(1s, gate.acquire());
                EXPECT_EQ(late.error(), ETIMEDOUT);
            }
            EXPECT_EQ(gate.available(), 1U);
            {
                const Result<Semaphore::Permit> permit = co_await timeout(1s, gate.acquire());
                EXPECT_TRUE(permit);
                EXPECT_EQ(gate.available(), 0U);
            }
            EXPECT_EQ(gate.available(), 1U);
        }(),
        timeless());
}

// A ring for who gives up at the same moment is heard by the next one.
TEST(Limit, PassesOnWhatWasMeantForIt) {
    run(
        []() -> Task<> {
            Notify bell;
            JoinHandle<Result<>> hasty = spawn([](Notify& sign) -> Task<Result<>> {
                const Result<> heard = co_await timeout(1s, sign.wait());
                co_return heard;
            }(bell));
            JoinHandle<> patient = spawn([](Notify& sign) -> Task<> { co_await sign.wait(); }(bell));
            co_await yield_now();
            hasty.abort();
            bell.notify_one();
            const Result<> heard = co_await hasty;
            EXPECT_EQ(heard.error(), ECANCELED);
            co_await patient;
        }(),
        timeless());
}

TEST(Limit, LosesNoValueOfAChannel) {
    run(
        []() -> Task<> {
            Channel<int> channel(1);
            const Result<std::optional<int>> none = co_await timeout(1s, channel.receive());
            EXPECT_EQ(none.error(), ETIMEDOUT);
            const Result<> first = co_await timeout(1s, channel.send(1));
            EXPECT_TRUE(first);
            const Result<> second = co_await timeout(1s, channel.send(2));
            EXPECT_EQ(second.error(), ETIMEDOUT);
            const Result<std::optional<int>> one = co_await timeout(1s, channel.receive());
            EXPECT_EQ(one.value(), 1);
            const Result<std::optional<int>> nothing_more = co_await timeout(1s, channel.receive());
            EXPECT_EQ(nothing_more.error(), ETIMEDOUT) << "what was sent too late was not sent";
        }(),
        timeless());
}

// A call that has begun can't be stopped: it is waited for, and its value counts.
TEST(Limit, WaitsForABlockingCallThatHasBegun) {
    Event begun;
    Event may_end;
    const int value = run([](Event* started, Event* released) -> Task<int> {
        const auto call = [started, released] {
            started->set();
            while (!released->is_set()) std::this_thread::yield();
            return 6;
        };
        const auto release = [](Event* begin, Event* end) -> Task<> {
            co_await begin->wait();
            co_await sleep(2ms);  // the limit is over long since
            end->set();
        };
        JoinHandle<> other = spawn(release(started, released));
        const Result<int> result = co_await timeout(1ns, spawn_blocking(call));
        if (result) co_await other;
        // Not begun before its limit: then it never is, and nobody rings.
        if (!result) started->set();
        co_return result ? *result : -result.error();
    }(&begun, &may_end));
    EXPECT_TRUE(value == 6 || value == -ETIMEDOUT);
}

TEST(Limit, MayLimitALimit) {
    run(
        []() -> Task<> {
            Event never;
            const Result<Result<>> outer = co_await timeout(1s, [](Event& event) -> Task<Result<>> {
                const Result<> inner = co_await timeout(5s, event.wait());
                co_return inner;
            }(never));
            EXPECT_EQ(outer.error(), ETIMEDOUT);
            CancelSource source;
            const Instant begin = now();
            const Result<> both = co_await until_cancelled(source.token(), timeout(3s, never.wait()));
            EXPECT_EQ(both.error(), ETIMEDOUT);
            EXPECT_EQ(now() - begin, 3s);
            source.cancel();
            const Result<> ended = co_await timeout(5s, until_cancelled(source.token(), never.wait()));
            EXPECT_EQ(ended.error(), ECANCELED);
            EXPECT_EQ(now() - begin, 3s);
        }(),
        timeless());
}

TEST(UntilCancelled, EndsAWaitWithoutATask) {
    run_counted(
        []() -> Task<> {
            CancelSource source;
            const auto cancel_later = [](CancelSource hand) -> Task<> {
                co_await sleep(2s);
                hand.cancel();
            };
            JoinHandle<> hand = spawn(cancel_later(source));
            const Instant begin = now();
            const Result<> result = co_await until_cancelled(source.token(), sleep(1h));
            EXPECT_TRUE(result.cancelled());
            EXPECT_EQ(now() - begin, 2s);
            const Result<> in_time = co_await until_cancelled(CancelSource().token(), sleep(1s));
            EXPECT_TRUE(in_time);
            co_await hand;
        }(),
        only_the_test + 1);
}

TEST(WhenAny, TakesLeavesAndTasks) {
    run(
        []() -> Task<> {
            Pair pair = co_await connected();
            std::array<char, 8> buffer;
            const auto nap = []() -> Task<int> {
                co_await sleep(1s);
                co_return 3;
            };
            const auto first = co_await when_any(pair.server.read(buffer), sleep(2s), nap());
            EXPECT_EQ(first.index(), 2U);
            EXPECT_EQ(std::get<2>(first), 3);
            const auto second = co_await when_any(pair.server.read(buffer), sleep(2s), sleep(1h));
            EXPECT_EQ(second.index(), 1U);
            const Result<std::size_t> sent = co_await pair.client.write_all(std::string_view("word"));
            EXPECT_EQ(sent.value(), 4U);
            const auto third = co_await when_any(sleep(1h), pair.server.read(buffer));
            EXPECT_EQ(third.index(), 1U);
            EXPECT_EQ(std::get<1>(third).value(), 4U) << "no loser has taken what came";
        }(),
        timeless());
}

TEST(WhenAny, OfACancelledTaskIsCancelled) {
    run(
        []() -> Task<> {
            JoinHandle<> child = spawn([]() -> Task<> {
                const auto first = co_await when_any(sleep(1h), sleep(2h));
                ADD_FAILURE() << "leaf " << first.index() << " was over";
            }());
            co_await sleep(1s);
            child.abort();
            EXPECT_THROW(co_await child, Cancelled);
        }(),
        timeless());
}

Task<> enter(TaskGroup& group, Semaphore& gate, int count) {
    const auto pass = [](Semaphore& way) -> Task<> {
        const Semaphore::Permit permit = co_await way.acquire();
        co_await sleep(1s);
    };
    for (int child = 0; child < count; ++child) group.spawn(pass(gate));
    co_await group.join();
}

TEST(TaskGroup, SharesWithItsBodyWhatOutlivesIt) {
    run(
        []() -> Task<> {
            Semaphore gate(2);
            const Instant begin = now();
            co_await with_group(enter, gate, 4);
            EXPECT_EQ(now() - begin, 2s) << "two at a time";
            EXPECT_EQ(gate.available(), 2U);
        }(),
        timeless());
}

}  // namespace
}  // namespace rt
