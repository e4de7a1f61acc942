// A queue between tasks with room for so many values: who sends more than are received waits. That is what
// keeps a fast producer from filling the memory. It is Dijkstra's bounded buffer: one semaphore counts the
// free places, another one the values, and the queue is in between.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "rt/permits.hpp"
#include "rt/task.hpp"

namespace rt {

template <class T>
class Channel {
 public:
    /// `room` may not be 0.
    explicit Channel(std::size_t room) : places_(room) {}

    class SendAwaiter final : public detail::PermitAwaiter {
     public:
        SendAwaiter(Channel& channel, T value)
            : PermitAwaiter(channel.places_), channel_(channel), value_(std::move(value)) {}
        [[nodiscard]] const char* what() const override { return "room in a channel"; }
        /// EPIPE: the channel is closed.
        [[nodiscard]] Result<> await_resume() {
            if (this->error_ != 0) return Failure(this->error_);
            return channel_.push(std::move(value_));
        }

     private:
        Channel& channel_;
        T value_;
    };

    class ReceiveAwaiter final : public detail::PermitAwaiter {
     public:
        explicit ReceiveAwaiter(Channel& channel) : PermitAwaiter(channel.arrivals_), channel_(channel) {}
        [[nodiscard]] const char* what() const override { return "a value from a channel"; }
        /// Nothing: the channel is closed and empty, or the task cancelled.
        [[nodiscard]] std::optional<T> await_resume() {
            if (this->error_ != 0) return std::nullopt;
            return channel_.pop();
        }

     private:
        Channel& channel_;
    };

    [[nodiscard("write co_await")]] SendAwaiter send(T value) { return SendAwaiter(*this, std::move(value)); }
    [[nodiscard("write co_await")]] ReceiveAwaiter receive() { return ReceiveAwaiter(*this); }

    /// No more values: receivers get what is left, then nothing; senders get EPIPE.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        arrivals_.give_all(detail::Permits::endless);
        places_.give_all(detail::Permits::endless);
    }

 private:
    Result<> push(T value) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return Failure(EPIPE);
            values_.push_back(std::move(value));
        }
        arrivals_.give();
        return {};
    }
    /// There is a value for each permit, unless the channel is closed.
    std::optional<T> pop() {
        std::optional<T> value;
        {
            const std::lock_guard lock(mutex_);
            if (values_.empty()) return value;
            value = std::move(values_.front());
            values_.pop_front();
        }
        places_.give();
        return value;
    }

    detail::Permits places_;
    detail::Permits arrivals_{0};
    std::mutex mutex_;  // guards all that follows
    std::deque<T> values_;
    bool closed_ = false;
};

template <class T>
inline constexpr bool outlives_its_tasks<Channel<T>> = true;

}  // namespace rt
