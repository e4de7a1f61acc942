// Ends from outside: abort, timeout, when_any, tokens, groups. Whoever cancels, awaits.
#include <cerrno>
#include <stdexcept>
#include <string>
#include <vector>

#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

Task<int> after(Duration time, int value) {
    co_await sleep(time);
    co_return value;
}

/// Sleeps for ever, and notes when it is ended.
Task<> note_end(std::vector<std::string>* log, std::string name) {
    try {
        co_await sleep(1h);
        log->push_back(name + " slept");
    } catch (const Cancelled&) {
        log->push_back(name + " cancelled");
        throw;
    }
}

TEST(Abort, EndsTheWaitThatIsUnderWay) {
    std::vector<std::string> log;
    run(
        [](std::vector<std::string>* seen) -> Task<> {
            JoinHandle<> child = spawn(note_end(seen, "child"));
            co_await sleep(1s);
            child.abort();
            EXPECT_TRUE(seen->empty()) << "it ends in its own turn";
            EXPECT_THROW(co_await child, Cancelled);
        }(&log),
        timeless());
    EXPECT_EQ(log, std::vector<std::string>{"child cancelled"});
}

TEST(Abort, IsStickyForEveryLaterWait) {
    EXPECT_EQ(run(
                  []() -> Task<int> {
                      JoinHandle<int> child = spawn([]() -> Task<int> {
                          int cancelled = 0;
                          for (int turn = 0; turn < 3; ++turn) {
                              try {
                                  co_await sleep(1h);
                              } catch (const Cancelled&) {
                                  ++cancelled;
                              }
                          }
                          co_return cancelled;
                      }());
                      co_await yield_now();
                      child.abort();
                      co_return co_await child;
                  }(),
                  timeless()),
              3);
}

TEST(Abort, OfATaskThatHasEndedChangesNothing) {
    EXPECT_EQ(run([]() -> Task<int> {
                  JoinHandle<int> child = spawn([]() -> Task<int> { co_return 5; }());
                  while (!child.done()) co_await yield_now();
                  child.abort();
                  co_return co_await child;
              }()),
              5);
}

TEST(Abort, OfAJoinerLeavesTheJoinedTaskAlone) {
    EXPECT_EQ(run(
                  []() -> Task<int> {
                      JoinHandle<int> worker = spawn(after(10s, 3));
                      JoinHandle<> joiner = spawn([](JoinHandle<int>* joined) -> Task<> {
                          const int ignored = co_await *joined;
                          (void)ignored;
                      }(&worker));
                      co_await sleep(1s);
                      joiner.abort();
                      EXPECT_THROW(co_await joiner, Cancelled);
                      co_return co_await worker;
                  }(),
                  timeless()),
              3);
}

TEST(Timeout, GivesTheValueOfWhatEndsInTime) {
    EXPECT_EQ(run(
                  []() -> Task<int> {
                      const Result<int> result = co_await timeout(2s, after(1s, 4));
                      co_return *result;
                  }(),
                  timeless()),
              4);
}

TEST(Timeout, CancelsAndAwaitsWhatDoesNot) {
    std::vector<std::string> log;
    run(
        [](std::vector<std::string>* seen) -> Task<> {
            const Instant begin = now();
            const Result<> result = co_await timeout(2s, note_end(seen, "late"));
            EXPECT_EQ(result.error(), ETIMEDOUT);
            EXPECT_EQ(now() - begin, 2s);
            EXPECT_EQ(seen->size(), 1U) << "it has ended before the wait is over";
        }(&log),
        timeless());
    EXPECT_EQ(log, std::vector<std::string>{"late cancelled"});
}

// I/O says ECANCELED in its Result, and throws nothing: that is no value which came in time.
TEST(Timeout, OfATaskWhoseResultSaysItWasCancelledHasTimedOut) {
    EXPECT_EQ(run(
                  []() -> Task<int> {
                      Channel<int> full(1);
                      const auto send = [](Channel<int>* channel) -> Task<Result<>> {
                          const Result<> first = co_await channel->send(1);
                          if (!first) co_return first;
                          const Result<> second = co_await channel->send(2);
                          co_return second;
                      };
                      const Result<Result<>> result = co_await timeout(1s, send(&full));
                      co_return result.error();
                  }(),
                  timeless()),
              ETIMEDOUT);
}

TEST(Timeout, PassesExceptionsOn) {
    EXPECT_THROW(run(
                     []() -> Task<> {
                         const Result<> result = co_await timeout(2s, []() -> Task<> {
                             co_await sleep(1s);
                             throw std::runtime_error("inside");
                         }());
                         result.value();
                     }(),
                     timeless()),
                 std::runtime_error);
}

TEST(WhenAny, GivesTheFirstAndCancelsAndAwaitsTheOthers) {
    std::vector<std::string> log;
    run(
        [](std::vector<std::string>* seen) -> Task<> {
            const auto first = co_await when_any(note_end(seen, "a"), after(5s, 9), note_end(seen, "b"));
            EXPECT_EQ(first.index(), 1U);
            EXPECT_EQ(std::get<1>(first), 9);
            EXPECT_EQ(*seen, (std::vector<std::string>{"a cancelled", "b cancelled"}));
        }(&log),
        timeless());
}

TEST(CancelToken, EndsEveryTaskThatRunsUnderIt) {
    std::vector<std::string> log;
    run(
        [](std::vector<std::string>* seen) -> Task<> {
            CancelSource source;
            JoinHandle<Result<>> one = spawn(until_cancelled(source.token(), note_end(seen, "one")));
            JoinHandle<Result<>> two = spawn(until_cancelled(source.token(), note_end(seen, "two")));
            co_await sleep(1s);
            source.cancel();
            const Result<> first = co_await one;
            const Result<> second = co_await two;
            EXPECT_TRUE(first.cancelled());
            EXPECT_TRUE(second.cancelled());
        }(&log),
        timeless());
    EXPECT_EQ(log.size(), 2U);
}

TEST(CancelToken, LosesNoValueThatATaskComesToInSpiteOfIt) {
    const int value = run(
        []() -> Task<int> {
            CancelSource source;
            JoinHandle<Result<int>> stubborn = spawn(until_cancelled(source.token(), []() -> Task<int> {
                try {
                    co_await sleep(1h);
                } catch (const Cancelled&) {
                    // what it has counts all the same
                }
                co_return 7;
            }()));
            co_await sleep(1s);
            source.cancel();
            const Result<int> ended = co_await stubborn;
            co_return ended.value();
        }(),
        timeless());
    EXPECT_EQ(value, 7);
}

TEST(TaskGroup, CancelsAndAwaitsItsChildrenAtTheEndOfTheBody) {
    std::vector<std::string> log;
    const int value = run(
        [](std::vector<std::string>* seen) -> Task<int> {
            co_return co_await with_group(
                [](TaskGroup& group, std::vector<std::string>* inner) -> Task<int> {
                    group.spawn(note_end(inner, "x"));
                    group.spawn(note_end(inner, "y"));
                    co_await sleep(1s);
                    co_return 8;
                },
                seen);
        }(&log),
        timeless());
    EXPECT_EQ(value, 8);
    EXPECT_EQ(log, (std::vector<std::string>{"x cancelled", "y cancelled"}));
}

TEST(TaskGroup, AwaitsItsChildrenAlsoWhenTheBodyThrows) {
    std::vector<std::string> log;
    EXPECT_THROW(run(
                     [](std::vector<std::string>* seen) -> Task<> {
                         co_await with_group(
                             [](TaskGroup& group, std::vector<std::string>* inner) -> Task<> {
                                 group.spawn(note_end(inner, "child"));
                                 co_await sleep(1s);
                                 throw std::runtime_error("body");
                             },
                             seen);
                     }(&log),
                     timeless()),
                 std::runtime_error);
    EXPECT_EQ(log, std::vector<std::string>{"child cancelled"});
}

TEST(TaskGroup, JoinsItsChildrenAndPassesTheirFailureOn) {
    EXPECT_THROW(run(
                     []() -> Task<> {
                         co_await with_group([](TaskGroup& group) -> Task<> {
                             group.spawn([]() -> Task<> {
                                 co_await sleep(1s);
                                 throw std::runtime_error("child");
                             }());
                             co_await group.join();
                         });
                     }(),
                     timeless()),
                 std::runtime_error);
}

TEST(TaskGroup, ForgetsChildrenThatHaveEnded) {
    run([]() -> Task<> {
        co_await with_group([](TaskGroup& group) -> Task<> {
            for (int index = 0; index < 1'000; ++index) {
                group.spawn([]() -> Task<> { co_return; }());
                co_await yield_now();
            }
            EXPECT_LE(group.size(), 1U);
        });
    }());
}

TEST(Shutdown, CancelsAndAwaitsEveryTask) {
    std::vector<std::string> log;
    {
        Runtime runtime;
        runtime.block_on([](std::vector<std::string>* seen) -> Task<> {
            for (int index = 0; index < 3; ++index) spawn(note_end(seen, "t")).detach();
            co_await yield_now();
        }(&log));
        EXPECT_TRUE(log.empty());
    }
    EXPECT_EQ(log.size(), 3U);
}

}  // namespace
}  // namespace rt
