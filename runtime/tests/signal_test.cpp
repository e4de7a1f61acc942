// Signals as events.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "descriptors.hpp"
#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;

Options with_signals(std::vector<int> signals, unsigned workers = 1) {
    Options options = with_workers(workers);
    options.signals = std::move(signals);
    return options;
}

void send_to_this_process(int signal) {
    ASSERT_EQ(::kill(::getpid(), signal), 0);
}

TEST(Signal, ArrivesAsAnEventAndSoDoesTheNextOne) {
    for (const unsigned workers : {1U, 3U}) {
        run(
            []() -> Task<> {
                unsigned heard = 0;
                Notify each;
                JoinHandle<> listener = spawn([](unsigned* count, Notify* bell) -> Task<> {
                    for (int wait = 0; wait < 2; ++wait) {
                        co_await rt::signal(SIGTERM);
                        ++*count;
                        bell->notify_one();
                    }
                }(&heard, &each));
                co_await sleep(1ms);
                EXPECT_FALSE(listener.done());
                send_to_this_process(SIGTERM);
                co_await each.wait();
                EXPECT_EQ(heard, 1U);
                send_to_this_process(SIGTERM);
                co_await listener;
                EXPECT_EQ(heard, 2U);
            }(),
            with_signals({SIGTERM}, workers));
    }
}

TEST(Signal, ThatComesBeforeAnybodyWaitsIsKept) {
    run(
        []() -> Task<> {
            send_to_this_process(SIGTERM);
            co_await sleep(1ms);
            co_await rt::signal(SIGTERM);
        }(),
        with_signals({SIGTERM}));
}

TEST(Signal, ReachesOnlyTheTaskThatWaitsForItsNumber) {
    run(
        []() -> Task<> {
            const auto wait = [](int number) -> Task<> { co_await rt::signal(number); };
            JoinHandle<> term = spawn(wait(SIGTERM));
            JoinHandle<> user = spawn(wait(SIGUSR1));
            co_await yield_now();
            send_to_this_process(SIGUSR1);
            co_await user;
            for (int turn = 0; turn < 10; ++turn) co_await yield_now();
            EXPECT_FALSE(term.done());
            send_to_this_process(SIGTERM);
            co_await term;
        }(),
        with_signals({SIGTERM, SIGUSR1}));
}

TEST(Signal, ThatTheOptionsDoNotNameIsAProgrammersError) {
    const auto wait_for_another = []() -> Task<> { co_await rt::signal(SIGUSR1); };
    EXPECT_THROW(run(wait_for_another(), with_signals({SIGTERM})), std::logic_error);
    EXPECT_THROW(run(wait_for_another()), std::logic_error);
}

TEST(Signal, IsNotWaitedForByTwoTasksAtOnce) {
    run(
        []() -> Task<> {
            const auto wait = []() -> Task<> { co_await rt::signal(SIGTERM); };
            JoinHandle<> first = spawn(wait());
            co_await yield_now();
            int error = 0;
            try {
                co_await wait();
            } catch (const std::system_error& busy) {
                error = busy.code().value();
            }
            EXPECT_EQ(error, EBUSY);
            send_to_this_process(SIGTERM);
            co_await first;
        }(),
        with_signals({SIGTERM}));
}

TEST(Signal, MayBeWaitedForAgainAfterAWaitThatWasCancelled) {
    run(
        []() -> Task<> {
            const auto wait = []() -> Task<> { co_await rt::signal(SIGTERM); };
            JoinHandle<> waiting = spawn(wait());
            co_await yield_now();
            waiting.abort();
            EXPECT_THROW(co_await waiting, Cancelled);
            const Result<> late = co_await timeout(1ms, wait());
            EXPECT_EQ(late.error(), ETIMEDOUT);
            send_to_this_process(SIGTERM);
            co_await wait();
        }(),
        with_signals({SIGTERM}));
}

/// Gives the thread's signal mask back when the test ends: what the runtime blocks stays blocked.
class MaskOfThisTest {
 public:
    MaskOfThisTest() { ::pthread_sigmask(SIG_SETMASK, nullptr, &before_); }
    ~MaskOfThisTest() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    MaskOfThisTest(const MaskOfThisTest&) = delete;
    MaskOfThisTest& operator=(const MaskOfThisTest&) = delete;

 private:
    sigset_t before_;
};

TEST(Signal, DescriptorsAreAsBeforeWhenTheRuntimeHasEnded) {
    const MaskOfThisTest mask;
    const std::size_t descriptors = open_descriptors();
    {
        const Runtime runtime(with_signals({SIGTERM, SIGUSR1}, 2));
        EXPECT_GE(open_descriptors(), descriptors + 2) << "one for each signal";
    }
    EXPECT_EQ(open_descriptors(), descriptors);
}

TEST(Signal, ThatComesTwiceDoesNotKillAProgramWhoseRuntimeHasJustEnded) {
    const MaskOfThisTest mask;
    ASSERT_EXIT(
        {
            run(
                []() -> Task<> {
                    send_to_this_process(SIGTERM);
                    co_await rt::signal(SIGTERM);
                    send_to_this_process(SIGTERM);
                }(),
                with_signals({SIGTERM}));
            send_to_this_process(SIGTERM);
            ::_exit(0);
        },
        testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace rt
