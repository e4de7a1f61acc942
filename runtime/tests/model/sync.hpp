// A model of several threads in one: atomics, locks and threads that let a seed decide, at each of their
// steps, who goes on. The scheduler's own sources are compiled with it (RT_MODEL, see rt/detail/sync.hpp),
// and so go through schedules that a machine shows once in a million runs, and show them again for the same
// seed.
//
// A store that is not sequentially consistent may be seen late: it waits in its thread's buffer, first in,
// first out, and goes out at a moment that the seed chooses, as on x86. (Processors may do more: loads that
// are early, stores out of order. Of these the model knows nothing.)
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace rt::model {

/// Runs the body, and the threads that it starts, until all have ended. Empty, or why they don't: nobody can
/// go on, or there is no end after very many steps.
std::string run(unsigned long long seed, const std::function<void()>& body);

/// A number below that, drawn from the seed of this run.
unsigned pick(unsigned count);

}  // namespace rt::model

namespace rt::detail::sync {

/// Whoever does something that others may see calls this first: perhaps another thread goes on before.
void step();
/// Lets others go on until that is so. `may_time_out`: at some moment it comes back all the same, and says
/// false.
bool wait_until(const std::function<bool()>& holds, bool may_time_out = false);
/// A thread of the model. It begins at some later step.
unsigned start_thread(std::function<void()> body);
[[nodiscard]] bool has_ended(unsigned thread);
[[nodiscard]] unsigned this_thread();
inline void offer_core() {
    step();
}

/// What has been stored, and not yet been seen by others.
class Pending {
 public:
    virtual void show_oldest(unsigned thread) = 0;

 protected:
    ~Pending() = default;
};
void put_into_buffer(Pending& what);
/// Shows all that the calling thread (or everybody) has stored.
void flush();
void flush_everybody();

template <class T>
class atomic final : Pending {
 public:
    atomic() = default;
    atomic(T value) : value_(value) {}
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;
    ~atomic() {
        if (!pending_.empty()) flush_everybody();
    }

    T load(std::memory_order = std::memory_order_seq_cst) const {
        step();
        return seen();
    }
    operator T() const { return load(); }
    void store(T value, std::memory_order order = std::memory_order_seq_cst) {
        step();
        if (order == std::memory_order_seq_cst) {
            flush();
            value_ = value;
        } else {
            pending_.push_back({this_thread(), value});
            put_into_buffer(*this);
        }
    }
    T operator=(T value) {
        store(value);
        return value;
    }

    T exchange(T value, std::memory_order = std::memory_order_seq_cst) {
        return change([&](T) { return value; });
    }
    bool compare_exchange_strong(T& expected, T desired, std::memory_order = std::memory_order_seq_cst) {
        step();
        flush();
        if (value_ != expected) {
            expected = value_;
            return false;
        }
        value_ = desired;
        return true;
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order order = std::memory_order_seq_cst) {
        return compare_exchange_strong(expected, desired, order);
    }
    T fetch_add(T more, std::memory_order = std::memory_order_seq_cst) {
        return change([&](T value) { return value + more; });
    }
    T fetch_or(T bits, std::memory_order = std::memory_order_seq_cst) {
        return change([&](T value) { return value | bits; });
    }
    T fetch_and(T bits, std::memory_order = std::memory_order_seq_cst) {
        return change([&](T value) { return value & bits; });
    }
    T fetch_xor(T bits, std::memory_order = std::memory_order_seq_cst) {
        return change([&](T value) { return value ^ bits; });
    }

 private:
    struct Store {
        unsigned thread;
        T value;
    };

    template <class Function>
    T change(Function function) {
        step();
        flush();
        return std::exchange(value_, static_cast<T>(function(value_)));
    }
    /// Who has stored something sees it before the others do.
    T seen() const {
        for (auto store = pending_.rbegin(); store != pending_.rend(); ++store)
            if (store->thread == this_thread()) return store->value;
        return value_;
    }
    void show_oldest(unsigned thread) override {
        for (auto store = pending_.begin(); store != pending_.end(); ++store) {
            if (store->thread != thread) continue;
            value_ = store->value;
            pending_.erase(store);
            return;
        }
    }

    T value_{};
    std::vector<Store> pending_;
};

class mutex {
 public:
    void lock() {
        step();
        flush();
        wait_until([this] { return !std::exchange(is_locked_, true); });
    }
    void unlock() {
        flush();
        is_locked_ = false;
        step();
    }

 private:
    bool is_locked_ = false;
};

class condition_variable {
 public:
    void notify_one() {
        step();
        if (!waiting_.empty()) *waiting_[model::pick(static_cast<unsigned>(waiting_.size()))] = true;
        std::erase_if(waiting_, [](const bool* woken) { return *woken; });
    }
    void notify_all() {
        step();
        for (bool* woken : std::exchange(waiting_, {})) *woken = true;
    }
    void wait(std::unique_lock<mutex>& lock) { wait_for_notice(lock, false); }
    template <class Predicate>
    bool wait_for(std::unique_lock<mutex>& lock, std::chrono::nanoseconds, Predicate predicate) {
        while (!predicate())
            if (!wait_for_notice(lock, true)) return predicate();
        return true;
    }

 private:
    bool wait_for_notice(std::unique_lock<mutex>& lock, bool may_time_out) {
        bool is_woken = false;
        waiting_.push_back(&is_woken);
        lock.unlock();
        const bool noticed = wait_until([&is_woken] { return is_woken; }, may_time_out);
        std::erase(waiting_, &is_woken);
        lock.lock();
        return noticed;
    }

    std::vector<bool*> waiting_;
};

class thread {
 public:
    template <class Function>
    explicit thread(Function function) : number_(start_thread(function)) {}
    void join() {
        wait_until([this] { return has_ended(number_); });
    }

 private:
    unsigned number_;
};

}  // namespace rt::detail::sync
