// Provided, practice 4: what tasks wait for, at the end of each co_await. Each of these says to the reactor
// what it waits for, and leaves a waker there: yours. Who has news wakes, and never says what; so each wait
// stands in a loop that looks whether it is over. Include it behind your scheduler.
#pragma once

#include <sys/epoll.h>

#include <coroutine>
#include <cstdint>
#include <utility>

#include "practice/reactor.hpp"

namespace practice {

/// `co_await Happens(…)`: until there is something to read (EPOLLIN) or room to write (EPOLLOUT).
class Happens {
 public:
    Happens(Scheduler& scheduler, Reactor& reactor, int descriptor, std::uint32_t events)
        : scheduler_(scheduler), reactor_(reactor), descriptor_(descriptor), events_(events) {}

    static bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<>) {
        const Waker waker = scheduler_.waker();
        reactor_.when(descriptor_, events_, [waker] { waker.wake(); });
    }
    static void await_resume() {}

 private:
    Scheduler& scheduler_;
    Reactor& reactor_;
    int descriptor_;
    std::uint32_t events_;
};

/// Until that time. True: it has come.
class Sleep {
 public:
    Sleep(Scheduler& scheduler, Reactor& reactor, Clock::time_point until)
        : scheduler_(scheduler), reactor_(reactor), until_(until) {}

    [[nodiscard]] bool await_ready() const { return is_over(); }
    void await_suspend(std::coroutine_handle<>) {
        const Waker waker = scheduler_.waker();
        reactor_.at(until_, [waker] { waker.wake(); });
    }
    bool await_resume() const { return is_over(); }

 private:
    [[nodiscard]] bool is_over() const { return Clock::now() >= until_; }
    Scheduler& scheduler_;
    Reactor& reactor_;
    Clock::time_point until_;
};

/// Lets others have a turn: wakes its own task, which still runs, and stops.
class LetOthersRun {
 public:
    explicit LetOthersRun(Scheduler& scheduler) : scheduler_(scheduler) {}

    static bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<>) { scheduler_.waker().wake(); }
    static void await_resume() {}

 private:
    Scheduler& scheduler_;
};

/// One task waits for it, others ring.
class Bell {
 public:
    void ring() {
        if (wake_) std::exchange(wake_, nullptr)();
    }
    void silence() { wake_ = nullptr; }

    class Listening {
     public:
        Listening(Scheduler& scheduler, Bell& bell) : scheduler_(scheduler), bell_(bell) {}
        static bool await_ready() { return false; }
        void await_suspend(std::coroutine_handle<>) {
            const Waker waker = scheduler_.waker();
            bell_.wake_ = [waker] { waker.wake(); };
        }
        static void await_resume() {}

     private:
        Scheduler& scheduler_;
        Bell& bell_;
    };

 private:
    Wake wake_;
};

}  // namespace practice
