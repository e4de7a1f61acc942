// The runtime's end comes while tasks are in every kind of wait there is: each of them comes to its end, and
// gives back what it holds.
#include <signal.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "descriptors.hpp"
#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

/// What the tasks wait for, and never get. Outlives the runtime, as what is shared by reference must.
struct Nothing {
    Notify bell;
    Event event;
    Semaphore gate{0};
    Mutex mutex;
    Channel<std::unique_ptr<int>> empty{1};
    Channel<std::unique_ptr<int>> full{1};
    CancelSource source;
    std::atomic<int> alive{0};
};

/// In the frame of each task: counts those that have not ended.
struct Presence {
    explicit Presence(Nothing* nothing) : count(&nothing->alive) { ++*count; }
    ~Presence() { --*count; }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    std::atomic<int>* count;
};

Task<> sleep_for_ever(Nothing* nothing) {
    const Presence presence(nothing);
    co_await sleep(1h);
}

Task<> sleep_with_a_limit(Nothing* nothing) {
    const Presence presence(nothing);
    const Result<> slept = co_await timeout(2h, sleep(3h));
    slept.value();
}

Task<> hear(Nothing* nothing) {
    const Presence presence(nothing);
    co_await nothing->bell.wait();
}

Task<> see(Nothing* nothing) {
    const Presence presence(nothing);
    co_await nothing->event.wait();
}

Task<> enter(Nothing* nothing) {
    const Presence presence(nothing);
    const Semaphore::Permit permit = co_await nothing->gate.acquire();
}

/// One of them gets it, and then waits; the others wait for it.
Task<> own(Nothing* nothing) {
    const Presence presence(nothing);
    const Mutex::Lock lock = co_await nothing->mutex.lock();
    co_await sleep(1h);
}

Task<> receive(Nothing* nothing) {
    const Presence presence(nothing);
    const std::optional<std::unique_ptr<int>> value = co_await nothing->empty.receive();
    EXPECT_FALSE(value);
}

Task<> send(Nothing* nothing) {
    const Presence presence(nothing);
    for (int value = 0;; ++value) {
        auto boxed = std::make_unique<int>(value);
        const Result<> sent = co_await nothing->full.send(std::move(boxed));
        if (!sent) co_return;
    }
}

Task<> join(Nothing* nothing) {
    const Presence presence(nothing);
    co_await spawn(sleep_for_ever(nothing));
}

Task<> limit(Nothing* nothing) {
    const Presence presence(nothing);
    const Result<> result = co_await timeout(1h, see(nothing));
    EXPECT_TRUE(result.cancelled());
}

Task<> race(Nothing* nothing) {
    const Presence presence(nothing);
    const auto first = co_await when_any(hear(nothing), sleep_with_a_limit(nothing), receive(nothing));
    EXPECT_EQ(first.index(), 2U) << "only a receiver ends without an exception when it is cancelled";
}

Task<> lead(Nothing* nothing) {
    const Presence presence(nothing);
    co_await with_group(
        [](TaskGroup& group, Nothing* inner) -> Task<> {
            group.spawn(see(inner));
            group.spawn(own(inner));
            co_await group.join();
        },
        nothing);
}

Task<> obey(Nothing* nothing) {
    const Presence presence(nothing);
    const Result<> result = co_await until_cancelled(nothing->source.token(), hear(nothing));
    EXPECT_FALSE(result) << "nobody has rung";
}

Task<> accept(Nothing* nothing) {
    const Presence presence(nothing);
    TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
    const Result<TcpStream> client = co_await listener.accept();
    EXPECT_EQ(client.error(), ECANCELED);
}

/// A client that reads what never comes, and one that writes what nobody takes.
Task<> talk(Nothing* nothing) {
    const Presence presence(nothing);
    TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
    Result<TcpStream> client = co_await TcpStream::connect(listener.local_address());
    const Result<TcpStream> server = co_await listener.accept();
    if (!client || !server) co_return;
    StreamHalves halves = std::move(*client).split();
    JoinHandle<> writer = spawn([](Nothing* inner, WriteHalf half) -> Task<> {
        const Presence here(inner);
        const std::string much(1'000'000, 'x');
        for (;;) {
            const Result<std::size_t> sent = co_await half.write_all(much);
            if (!sent) co_return;
        }
    }(nothing, std::move(halves.writer)));
    std::array<char, 10> buffer;
    const Result<std::size_t> got = co_await halves.reader.read(buffer);
    EXPECT_EQ(got.error(), ECANCELED);
}

/// More of them than the pool has threads: some run, the others are in its queue.
Task<> block(Nothing* nothing) {
    const Presence presence(nothing);
    co_await spawn_blocking([] { std::this_thread::sleep_for(2ms); });
}

Task<> wait_for_signal(Nothing* nothing) {
    const Presence presence(nothing);
    co_await rt::signal(SIGUSR2);
}

/// Waits again and again: each of its waits ends at once when the end has come, so it must not be in a hurry.
Task<> ignore_the_end(Nothing* nothing) {
    const Presence presence(nothing);
    for (int wait = 0; wait < 100; ++wait) {
        try {
            co_await sleep(1h);
        } catch (const Cancelled&) {
            // once more
        }
        // Born cancelled, if it is late.
        if (wait % 20 == 0) spawn(see(nothing)).detach();
    }
}

constexpr auto kinds = std::to_array({sleep_for_ever, sleep_with_a_limit, hear, see, enter, own, receive,
                                      send, join, limit, race, lead, obey, accept, block, ignore_the_end});

class Shutdown : public testing::TestWithParam<unsigned> {};

TEST_P(Shutdown, EndsTasksInEveryKindOfWait) {
    const std::size_t descriptors = open_descriptors();
    for (unsigned round = 0; round < (built_with_sanitizers ? 5U : 10U); ++round) {
        Nothing nothing;
        {
            Options options = with_workers(GetParam());
            options.most_blocking_threads = 2;
            options.signals = {SIGUSR2};
            Runtime runtime(options);
            runtime.block_on([](Nothing* shared, unsigned naps) -> Task<> {
                spawn(wait_for_signal(shared)).detach();
                for (int copy = 0; copy < 3; ++copy) spawn(talk(shared)).detach();
                for (int copy = 0; copy < 12; ++copy) {
                    for (const auto kind : kinds) spawn(kind(shared)).detach();
                }
                // From "hardly begun" to "all at rest".
                for (unsigned nap = 0; nap < naps; ++nap) co_await sleep(300us);
            }(&nothing, round % 10));
        }
        EXPECT_EQ(nothing.alive, 0) << "round " << round;
        ASSERT_EQ(open_descriptors(), descriptors) << "round " << round;
    }
}

// The last wake-ups and the end race each other.
TEST_P(Shutdown, MayComeWhileThreadsFromOutsideWakeTheTasks) {
    for (unsigned round = 0; round < (built_with_sanitizers ? 20U : 100U); ++round) {
        Nothing nothing;
        std::atomic<bool> over{false};
        std::vector<std::thread> ringers;
        {
            Runtime runtime(with_workers(GetParam()));
            for (unsigned thread = 0; thread < 2; ++thread)
                ringers.emplace_back([&nothing, &over] {
                    while (!over) {
                        nothing.bell.notify_one();
                        nothing.bell.notify_all();
                        std::this_thread::yield();
                    }
                });
            runtime.block_on([](Nothing* shared) -> Task<> {
                for (int copy = 0; copy < 50; ++copy)
                    spawn([](Nothing* inner) -> Task<> {
                        const Presence presence(inner);
                        for (;;) co_await inner->bell.wait();
                    }(shared))
                        .detach();
                co_await sleep(100us);
            }(&nothing));
        }
        EXPECT_EQ(nothing.alive, 0);
        over = true;
        for (std::thread& ringer : ringers) ringer.join();
    }
}

INSTANTIATE_TEST_SUITE_P(WithWorkers, Shutdown, testing::Values(1U, 2U, 4U),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace rt
