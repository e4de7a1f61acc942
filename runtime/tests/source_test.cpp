// The handshake between a task that begins to wait and the event it waits for.
#include "rt/detail/io.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <atomic>
#include <thread>

#include "running.hpp"

namespace rt {
namespace {

/// Waits until something new has been said.
class Listening final : public detail::IoAwaiter {
 public:
    Listening(detail::Source& source, const std::atomic<int>& said, int heard)
        : IoAwaiter(source, detail::Direction::read), said_(said), heard_(heard) {}
    void await_resume() const {}

 private:
    Attempt attempt() override { return said_ > heard_ ? Attempt::done : Attempt::would_block; }
    const std::atomic<int>& said_;
    int heard_;
};

constexpr int rounds = built_with_sanitizers ? 5'000 : 50'000;

// The event comes at every moment of the listener's way: before its try, between the try and the wait, after
// it.
TEST(Source, LosesNoEventWheneverItComes) {
    std::atomic<int> heard{0};
    run([](std::atomic<int>* heard) -> Task<> {
        const detail::Socket socket(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        detail::Source& source = socket.source();
        std::atomic<int> said{0};
        std::jthread speaker([heard, &said, &source] {
            for (int round = 1; round <= rounds; ++round) {
                for (std::atomic<int> pause = round % 256; pause > 0; --pause) {
                }
                said = round;
                source.note(EPOLLIN);
                while (*heard < round) std::this_thread::yield();
            }
        });
        for (int round = 0; round < rounds; *heard = ++round) co_await Listening(source, said, round);
    }(&heard));
    EXPECT_EQ(heard, rounds);
}

}  // namespace
}  // namespace rt
