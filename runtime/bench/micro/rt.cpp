// Our side of the micro figures.
#include "rt/rt.hpp"
#include "scheduler/scheduler.hpp"

#include <thread>
#include <vector>

#include "figure.hpp"

using bench::Clock;
using bench::per_operation;

namespace {

rt::Task<> nothing() {
    co_return;
}

/// A task that does nothing, spawned and awaited.
rt::Task<double> spawn_join(std::uint64_t count) {
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) co_await rt::spawn(nothing());
    co_return per_operation(Clock::now() - begin, count);
}

rt::Task<> yield_in_turn(std::uint64_t turns) {
    for (std::uint64_t i = 0; i < turns; ++i) co_await rt::yield_now();
}

/// As many tasks as that yield to each other in turn.
rt::Task<double> yield(std::uint64_t tasks, std::uint64_t count) {
    const std::uint64_t turns = std::max<std::uint64_t>(1, count / tasks);
    const auto begin = Clock::now();
    std::vector<rt::JoinHandle<>> yielding;
    for (std::uint64_t i = 0; i < tasks; ++i) yielding.push_back(rt::spawn(yield_in_turn(turns)));
    for (rt::JoinHandle<>& task : yielding) co_await task;
    co_return per_operation(Clock::now() - begin, turns * tasks);
}

rt::Task<> sleep_until(rt::Instant deadline) {
    co_await rt::sleep_until(deadline);
}

std::vector<rt::JoinHandle<>> start_live_timers() {
    std::vector<rt::JoinHandle<>> live;
    for (std::uint64_t i = 0; i < bench::live_timers; ++i)
        live.push_back(rt::spawn(sleep_until(rt::now() + bench::far_away(i))));
    return live;
}

rt::Task<> end(std::vector<rt::JoinHandle<>> live) {
    for (rt::JoinHandle<>& timer : live) timer.abort();
    for (rt::JoinHandle<>& timer : live) {
        try {
            co_await timer;
        } catch (const rt::Cancelled&) {
            // as was to be expected
        }
    }
}

/// Timers come and go while others wait: armed and disarmed as a sleep that is cancelled does it. (That is
/// what Tokio's figure polls and drops, and Asio's waits for and cancels.)
rt::Task<double> timer(std::uint64_t count) {
    std::vector<rt::JoinHandle<>> live = start_live_timers();
    co_await rt::sleep(std::chrono::milliseconds(1));  // they all run until they wait
    rt::detail::Timers& timers = rt::detail::current_runtime().timers;
    rt::detail::TaskCore& task = *rt::detail::this_context.task;
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        const rt::Instant deadline = rt::now() + bench::among_them(i);
        rt::detail::SleepAwaiter sleep(deadline);
        if (rt::now() < deadline) timers.add(sleep, task);
    }
    const double result = per_operation(Clock::now() - begin, count);
    co_await end(std::move(live));
    co_return result;
}

rt::Task<> yield_once() {
    co_await rt::yield_now();
}

/// A time-out around an operation that ends in time.
rt::Task<double> timeout(std::uint64_t count) {
    std::vector<rt::JoinHandle<>> live = start_live_timers();
    co_await rt::sleep(std::chrono::milliseconds(1));
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        const rt::Result<> ended = co_await rt::timeout(bench::among_them(i), yield_once());
        ended.value();
    }
    const double result = per_operation(Clock::now() - begin, count);
    co_await end(std::move(live));
    co_return result;
}

/// How late a sleep of 1 ms ends, on average.
rt::Task<double> sleep_lateness(std::uint64_t count) {
    Clock::duration late{0};
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto due = Clock::now() + std::chrono::milliseconds(1);
        co_await rt::sleep(std::chrono::milliseconds(1));
        late += Clock::now() - due;
    }
    co_return per_operation(late, count);
}

rt::Task<> answer(rt::Notify& ping, rt::Notify& pong, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await ping.wait();
        pong.notify_one();
    }
}

rt::Task<double> ask(rt::Notify& ping, rt::Notify& pong, std::uint64_t count) {
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        ping.notify_one();
        co_await pong.wait();
    }
    co_return per_operation(Clock::now() - begin, count) / 2;
}

/// Two threads with a runtime each wake each other's task in turn: half of a round trip.
double wake(std::uint64_t count) {
    rt::Notify ping;
    rt::Notify pong;
    std::jthread peer([&ping, &pong, count] { rt::Runtime().block_on(answer(ping, pong, count)); });
    rt::Runtime runtime;
    return runtime.block_on(ask(ping, pong, count));
}

bench::Figure as_task(rt::Task<double> (*figure)(std::uint64_t)) {
    return [figure](std::uint64_t count) { return rt::Runtime().block_on(figure(count)); };
}

}  // namespace

int main(int argc, char* argv[]) {
    return bench::run_figure(
        argc, argv,
        {{"spawn-join", as_task(spawn_join)},
         {"yield",
          [](std::uint64_t count) { return rt::Runtime().block_on(yield(bench::yielding_tasks, count)); }},
         {"yield-alone", [](std::uint64_t count) { return rt::Runtime().block_on(yield(1, count)); }},
         {"timer", as_task(timer)},
         {"timeout", as_task(timeout)},
         {"sleep-lateness", as_task(sleep_lateness)},
         {"wake", wake}});
}
