// A queue between tasks with room for so many values: who sends more than are received waits. That is what
// keeps a fast producer from filling the memory.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "rt/task.hpp"
#include "rt/wait_list.hpp"

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
            if (channel_.closed_ || gives_up()) {
                channel_.senders_.remove(waiter_);
                if (channel_.closed_) error_ = EPIPE;
                // It may have been woken for a free place that it does not take: the next one's.
                if (channel_.values_.size() < channel_.room_) channel_.senders_.grant_first();
                return true;
            }
            if (channel_.values_.size() == channel_.room_) {
                if (!waiter_.listed) channel_.senders_.add(waiter_);
                return false;
            }
            channel_.senders_.remove(waiter_);
            channel_.values_.push_back(std::move(value_));
            channel_.receivers_.grant_first();
            // Room for one more sender that was woken, and overtaken?
            if (channel_.values_.size() < channel_.room_) channel_.senders_.grant_first();
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
                channel_.receivers_.remove(waiter_);
                value_ = std::move(channel_.values_.front());
                channel_.values_.pop_front();
                channel_.senders_.grant_first();
                if (!channel_.values_.empty()) channel_.receivers_.grant_first();
                return true;
            }
            if (channel_.closed_ || gives_up()) {
                channel_.receivers_.remove(waiter_);
                return true;
            }
            if (!waiter_.listed) channel_.receivers_.add(waiter_);
            return false;
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
    const std::size_t room_;
    std::mutex mutex_;  // guards all that follows
    std::deque<T> values_;
    bool closed_ = false;
    detail::WaitList senders_;
    detail::WaitList receivers_;
};

template <class T>
inline constexpr bool outlives_its_tasks<Channel<T>> = true;

}  // namespace rt
