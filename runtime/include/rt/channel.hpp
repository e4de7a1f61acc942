// A queue between tasks with room for so many values: who sends more than are received waits. That is what
// keeps a fast producer from filling the memory.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "rt/detail/sync.hpp"
#include "rt/detail/wait_list.hpp"
#include "rt/task.hpp"

namespace rt {

template <class T>
class Channel {
 public:
    /// `room` may not be 0.
    explicit Channel(std::size_t room) : room_(room) {}

    class SendAwaiter final : public detail::Leaf {
     public:
        SendAwaiter(Channel& channel, T value) : channel_(channel), value_(std::move(value)) {}
        bool poll() override {
            const std::lock_guard lock(channel_.mutex_);
            if (channel_.closed_) {
                error_ = EPIPE;
            } else if (!gives_up()) {
                if (channel_.values_.size() == channel_.room_) {
                    channel_.senders_.add(waiter_);
                    return false;
                }
                channel_.values_.push_back(std::move(value_));
            }
            channel_.leave(waiter_);
            return true;
        }
        [[nodiscard]] const char* what() const override { return "room in a channel"; }
        /// EPIPE: the channel is closed.
        [[nodiscard]] Result<> await_resume() const {
            if (error_ != 0) return Failure(error_);
            return {};
        }

     private:
        Channel& channel_;
        T value_;
        detail::Waiter waiter_;
    };

    class ReceiveAwaiter final : public detail::Leaf {
     public:
        explicit ReceiveAwaiter(Channel& channel) : channel_(channel) {}
        bool poll() override {
            const std::lock_guard lock(channel_.mutex_);
            if (!channel_.values_.empty()) {
                value_ = std::move(channel_.values_.front());
                channel_.values_.pop_front();
            } else if (!channel_.closed_ && !gives_up()) {
                channel_.receivers_.add(waiter_);
                return false;
            }
            channel_.leave(waiter_);
            return true;
        }
        [[nodiscard]] const char* what() const override { return "a value from a channel"; }
        /// Nothing: the channel is closed and empty, or the task cancelled.
        [[nodiscard]] std::optional<T> await_resume() { return std::move(value_); }

     private:
        Channel& channel_;
        std::optional<T> value_;
        detail::Waiter waiter_;
    };

    [[nodiscard("write co_await")]] SendAwaiter send(T value) { return SendAwaiter(*this, std::move(value)); }
    [[nodiscard("write co_await")]] ReceiveAwaiter receive() { return ReceiveAwaiter(*this); }

    /// No more values: receivers get what is left, then nothing; senders get EPIPE.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        receivers_.grant_all();
        senders_.grant_all();
    }

 private:
    /// Who goes, wakes the next: it may itself have been woken for a place or a value that it does not take,
    /// or that another one has taken, and left, meanwhile.
    void leave(detail::Waiter& waiter) {
        waiter.unlink();
        if (values_.size() < room_) senders_.grant_first();
        if (!values_.empty()) receivers_.grant_first();
    }

    const std::size_t room_;
    detail::sync::mutex mutex_;  // guards all that follows
    std::deque<T> values_;
    bool closed_ = false;
    detail::WaitList senders_;
    detail::WaitList receivers_;
};

template <class T>
inline constexpr bool outlives_its_tasks<Channel<T>> = true;

}  // namespace rt
