// Provided, practice 3: who goes first. A task is about to wait for news, and a thread brings them: which of
// the two is faster, is chance, and a wait that is wrong works nearly always. With --seed N it is no chance:
// whenever both are at it, only one of them goes on, and before each of its steps the seed decides whether it
// is the other one's turn. The same seed gives the same order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <random>

#include "rt/rt.hpp"

namespace practice {

/// What the command line says about orders.
struct Order {
    std::uint64_t seed = 0;    ///< 0: as it comes
    bool tells_steps = false;  ///< each step of both on standard error
};

/// One task that waits now and then, and the thread that brings it news.
class Race {
 public:
    enum class Side : unsigned char { task = 0, watcher = 1 };

    explicit Race(Order order) : order_(order), random_(order.seed) {}

    /// The task, before it waits: until the watcher has news in its hand, so that the two meet. The task
    /// waits here as those of Lab 5 do, and no thread stands still.
    rt::Task<> until_both_are_there() {
        for (;;) {
            const bool is_there = has_news_at_hand();
            if (is_there) co_return;
            co_await bell_.wait();
        }
    }

    /// From here on until leave() its steps and the other one's are put in an order. The watcher waits for
    /// the task, which comes when it has nothing else to do.
    void enter(Side side) {
        if (order_.seed == 0) return;
        std::unique_lock lock(mutex_);
        is_inside_[index(side)] = true;
        if (both_are_inside()) {
            turn_ = draw();
        } else if (side == Side::watcher) {
            bell_.notify_one();
            moved_.wait(lock, [this] { return both_are_inside() || is_elsewhere_; });
        }
        moved_.notify_all();
        wait_for_turn(lock, side);
    }
    /// Before each step.
    void step(Side side, const char* what) {
        if (order_.seed != 0) give_way(side);
        if (order_.tells_steps)
            std::fprintf(stderr, "%s: %s\n", side == Side::task ? "   the task" : "the watcher", what);
    }
    void leave(Side side) {
        if (order_.seed == 0) return;
        const std::lock_guard lock(mutex_);
        is_inside_[index(side)] = false;
        moved_.notify_all();
    }
    /// There is something that the task need not wait for.
    void note(bool has_news) {
        if (order_.seed == 0) return;
        const std::lock_guard lock(mutex_);
        has_news_ = has_news;
    }

    /// The task has stopped, be it here or for something else that the watcher brings; or it has ended. It is
    /// not waited for.
    void set_elsewhere(bool is_elsewhere) {
        if (order_.seed == 0) return;
        const std::lock_guard lock(mutex_);
        is_elsewhere_ = is_elsewhere;
        moved_.notify_all();
    }

 private:
    static unsigned index(Side side) { return static_cast<unsigned>(side); }
    [[nodiscard]] bool both_are_inside() const { return is_inside_[0] && is_inside_[1]; }
    Side draw() { return random_() % 2 == 0 ? Side::task : Side::watcher; }
    static Side other(Side side) { return side == Side::task ? Side::watcher : Side::task; }

    bool has_news_at_hand() {
        if (order_.seed == 0) return true;
        const std::lock_guard lock(mutex_);
        return has_news_ || is_inside_[index(Side::watcher)];
    }
    void give_way(Side side) {
        std::unique_lock lock(mutex_);
        if (both_are_inside() && turn_ == side && random_() % 3 == 0) turn_ = other(side);
        moved_.notify_all();
        wait_for_turn(lock, side);
    }
    void wait_for_turn(std::unique_lock<std::mutex>& lock, Side side) {
        moved_.wait(lock, [this, side] { return turn_ == side || !both_are_inside(); });
    }

    const Order order_;
    rt::Notify bell_;
    std::mutex mutex_;  // guards all that follows
    std::condition_variable moved_;
    std::mt19937_64 random_;
    bool is_inside_[2] = {false, false};
    bool is_elsewhere_ = false;
    bool has_news_ = false;
    Side turn_ = Side::task;
};

}  // namespace practice
