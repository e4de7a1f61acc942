// Boost.Asio's side of the micro figures, with its coroutines.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <thread>
#include <vector>

#include "figure.hpp"

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using bench::Clock;
using bench::per_operation;
using std::chrono::milliseconds;

namespace {

/// Runs a figure on a context of its own, in this thread.
template <typename Coroutine>
double run_alone(Coroutine figure) {
    asio::io_context context(1);
    double result = 0;
    asio::co_spawn(context, std::move(figure),
                   [&result](const std::exception_ptr& error, double nanoseconds) {
                       if (error) std::rethrow_exception(error);
                       result = nanoseconds;
                   });
    context.run();
    return result;
}

awaitable<void> nothing() {
    co_return;
}

/// A coroutine that does nothing, spawned and awaited.
awaitable<double> spawn_join(std::uint64_t count) {
    auto executor = co_await asio::this_coro::executor;
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) co_await asio::co_spawn(executor, nothing(), use_awaitable);
    co_return per_operation(Clock::now() - begin, count);
}

awaitable<void> yield_in_turn(std::uint64_t turns) {
    auto executor = co_await asio::this_coro::executor;
    for (std::uint64_t i = 0; i < turns; ++i) co_await asio::post(executor, use_awaitable);
}

/// As many coroutines as that yield to each other in turn.
double yield(std::uint64_t tasks, std::uint64_t count) {
    const std::uint64_t turns = std::max<std::uint64_t>(1, count / tasks);
    asio::io_context context(1);
    for (std::uint64_t i = 0; i < tasks; ++i) asio::co_spawn(context, yield_in_turn(turns), asio::detached);
    const auto begin = Clock::now();
    context.run();
    return per_operation(Clock::now() - begin, turns * tasks);
}

std::vector<asio::steady_timer> start_live_timers(const asio::any_io_executor& executor) {
    std::vector<asio::steady_timer> live;
    live.reserve(bench::live_timers);
    for (std::uint64_t i = 0; i < bench::live_timers; ++i) {
        live.emplace_back(executor, bench::far_away(i));
        live.back().async_wait([](boost::system::error_code) {});
    }
    return live;
}

/// Timers come and go while others wait. Their handlers run, as those of a time-out that was not needed do.
double timer(std::uint64_t count) {
    asio::io_context context(1);
    const std::vector<asio::steady_timer> live = start_live_timers(context.get_executor());
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        asio::steady_timer timer(context, bench::among_them(i));
        timer.async_wait([](boost::system::error_code) {});
        timer.cancel();
        if (i % 100 == 99) context.poll();  // runs the handlers, with operation_aborted
    }
    context.poll();
    return per_operation(Clock::now() - begin, count);
}

awaitable<void> wait(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(use_awaitable);
}

/// A time-out around an operation that ends in time.
awaitable<double> timeout(std::uint64_t count) {
    using namespace asio::experimental::awaitable_operators;
    auto executor = co_await asio::this_coro::executor;
    std::vector<asio::steady_timer> live = start_live_timers(executor);
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto ended = co_await (yield_in_turn(1) || wait(bench::among_them(i)));
        if (ended.index() != 0) throw std::logic_error("a time-out of an hour has come");
    }
    co_return per_operation(Clock::now() - begin, count);
}

/// How late a sleep of 1 ms ends, on average.
awaitable<double> sleep_lateness(std::uint64_t count) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    Clock::duration late{0};
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto due = Clock::now() + milliseconds(1);
        timer.expires_at(due);
        co_await timer.async_wait(use_awaitable);
        late += Clock::now() - due;
    }
    co_return per_operation(late, count);
}

using Signal = asio::experimental::concurrent_channel<void(boost::system::error_code)>;

awaitable<void> answer(Signal& ping, Signal& pong, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await ping.async_receive(use_awaitable);
        pong.try_send(boost::system::error_code());
    }
}

awaitable<double> ask(Signal& ping, Signal& pong, std::uint64_t count) {
    const auto begin = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        ping.try_send(boost::system::error_code());
        co_await pong.async_receive(use_awaitable);
    }
    co_return per_operation(Clock::now() - begin, count) / 2;
}

/// Two threads with a context each wake each other's coroutine in turn: half of a round trip.
double wake(std::uint64_t count) {
    asio::io_context theirs(1);
    asio::io_context ours(1);
    Signal ping(theirs, 1);
    Signal pong(ours, 1);
    asio::co_spawn(theirs, answer(ping, pong, count), asio::detached);
    std::jthread peer([&theirs] { theirs.run(); });
    double result = 0;
    asio::co_spawn(ours, ask(ping, pong, count),
                   [&result](const std::exception_ptr&, double nanoseconds) { result = nanoseconds; });
    ours.run();
    return result;
}

}  // namespace

int main(int argc, char* argv[]) {
    return bench::run_figure(
        argc, argv,
        {{"spawn-join", [](std::uint64_t count) { return run_alone(spawn_join(count)); }},
         {"yield", [](std::uint64_t count) { return yield(bench::yielding_tasks, count); }},
         {"yield-alone", [](std::uint64_t count) { return yield(1, count); }},
         {"timer", timer},
         {"timeout", [](std::uint64_t count) { return run_alone(timeout(count)); }},
         {"sleep-lateness", [](std::uint64_t count) { return run_alone(sleep_lateness(count)); }},
         {"wake", wake}});
}
