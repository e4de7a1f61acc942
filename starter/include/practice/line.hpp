// Provided, practice 3: one direction of a connection, as two know it: the task that serves the connection,
// and the watcher, a thread that sleeps in epoll_wait and tells what has happened there. They meet here.
//
// epoll is edge-triggered: it tells the watcher once that something has come. So the watcher writes it down
// here, where it stays until the task takes it; and it wakes the task that is entered, if one is:
//
//     the watcher (bring_news)          the task (yours)
//     ------------------------          ----------------
//     news = true                       has_news()?  enter()  take_news()  leave()
//     who is entered? wake it           in which order, that is the exercise
#pragma once

#include <atomic>
#include <coroutine>
#include <mutex>

#include "practice/race.hpp"
#include "rt/rt.hpp"

namespace practice {

class Line {
 public:
    explicit Line(Order order) : race_(order) {}

    // By the task, in the three steps of its awaiter.

    /// Something has happened that nobody has taken: bytes or an end have come (room to write, if that is the
    /// direction). Perhaps it is used up by now; the next recv() (or send()) tells.
    [[nodiscard]] bool has_news() {
        race_.step(Race::Side::task, "is there news?");
        return news_.load();
    }
    /// There is none from now on, until something new happens.
    void take_news() {
        race_.step(Race::Side::task, "takes the news");
        news_.store(false);
        race_.note(false);
    }
    /// From now on who brings news wakes the calling task: it goes on with this coroutine, behind its
    /// co_await. (Waking puts it into a queue, from which a worker takes it. If it still runs, that is when
    /// it stops next.) A wake that comes too often does no harm: the task finds nothing, and waits again.
    void enter(std::coroutine_handle<> waiting) {
        race_.step(Race::Side::task, "enters itself");
        const std::lock_guard lock(mutex_);
        rt::detail::this_context.task->resume_point = waiting;
        entered_ = rt::detail::this_context.task;
    }
    /// Nobody is to be woken any more.
    void leave() {
        race_.step(Race::Side::task, "is entered no more");
        forget_who_waits();
    }

    // By the watcher, on its thread.

    void bring_news() {
        race_.enter(Race::Side::watcher);
        race_.step(Race::Side::watcher, "notes the news");
        news_.store(true);
        race_.note(true);
        race_.step(Race::Side::watcher, "wakes who is entered");
        {
            // Under the lock, so that the task can't end in the middle of it.
            const std::lock_guard lock(mutex_);
            if (entered_ != nullptr) entered_->wake();
        }
        race_.leave(Race::Side::watcher);
    }

    // By the provided server.

    [[nodiscard]] Race& race() { return race_; }
    void forget_who_waits() {
        const std::lock_guard lock(mutex_);
        entered_ = nullptr;
    }

 private:
    Race race_;
    std::atomic<bool> news_{false};
    std::mutex mutex_;  // guards who is entered
    rt::detail::TaskCore* entered_ = nullptr;
};

}  // namespace practice
