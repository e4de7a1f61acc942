// spawn_blocking(): where it runs, what it gives back, and how many threads there are for it.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <vector>

#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

/// Mappings of this process; each thread's stack is one or two of them, until the thread has been joined.
long mappings() {
    std::ifstream maps("/proc/self/maps");
    return std::count(std::istreambuf_iterator<char>(maps), {}, '\n');
}

TEST(SpawnBlocking, RunsElsewhereAndGivesTheValueBack) {
    const std::thread::id here = std::this_thread::get_id();
    const std::thread::id there = run([]() -> Task<std::thread::id> {
        const std::thread::id other = co_await spawn_blocking([] { return std::this_thread::get_id(); });
        co_return other;
    }());
    EXPECT_NE(here, there);
}

TEST(SpawnBlocking, CarriesExceptions) {
    EXPECT_THROW(run([]() -> Task<> {
                     const auto fails = []() -> int { throw std::runtime_error("blocked"); };
                     const int ignored = co_await spawn_blocking(fails);
                     (void)ignored;
                 }()),
                 std::runtime_error);
}

TEST(SpawnBlocking, NeverUsesMoreThreadsThanItMay) {
    Options options;
    options.most_blocking_threads = 3;
    run(
        []() -> Task<> {
            std::atomic<int> inside{0};
            std::atomic<int> most{0};
            const auto call = [](std::atomic<int>* now_inside, std::atomic<int>* highest) -> Task<> {
                co_await spawn_blocking([now_inside, highest] {
                    const int number = ++*now_inside;
                    int seen = highest->load();
                    while (seen < number && !highest->compare_exchange_weak(seen, number)) {
                    }
                    std::this_thread::sleep_for(1ms);
                    --*now_inside;
                });
            };
            std::vector<JoinHandle<>> all;
            for (int index = 0; index < 30; ++index) all.push_back(spawn(call(&inside, &most)));
            for (JoinHandle<>& handle : all) co_await handle;
            EXPECT_LE(most.load(), 3);
            EXPECT_GE(most.load(), 1);
        }(),
        options);
}

TEST(SpawnBlocking, JoinsTheThreadsThatHaveGoneForWantOfWork) {
    Options options;
    options.blocking_thread_idle = 1ms;
    run(
        []() -> Task<> {
            co_await spawn_blocking([] {});
            const long before = mappings();
            for (int round = 0; round < 60; ++round) {
                co_await sleep(4ms);
                co_await spawn_blocking([] {});
            }
            // Some stacks of joined threads are kept by the C library for the next ones.
            EXPECT_LT(mappings() - before, 40);
        }(),
        options);
}

}  // namespace
}  // namespace rt
