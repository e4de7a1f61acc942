// Cancelling several tasks by one hand: a source, tokens that are passed on by value, and tasks that run
// under them.
#pragma once

#include <memory>

#include "rt/select.hpp"
#include "rt/sync.hpp"

namespace rt {

namespace detail {

/// Waits for an event of which it owns a share.
class SharedEventAwaiter final : public Leaf {
 public:
    explicit SharedEventAwaiter(std::shared_ptr<Event> event) : event_(std::move(event)) {}
    bool poll() override { return wait_.poll(); }
    [[nodiscard]] const char* what() const override { return "a cancellation"; }
    void await_resume() const { wait_.await_resume(); }

 private:
    std::shared_ptr<Event> event_;
    Event::Awaiter wait_ = event_->wait();
};

}  // namespace detail

class CancelToken {
 public:
    /// Waits until the source is cancelled.
    [[nodiscard("write co_await")]] detail::SharedEventAwaiter cancelled() const {
        return detail::SharedEventAwaiter(event_);
    }
    [[nodiscard]] bool is_cancelled() const { return event_->is_set(); }

 private:
    friend class CancelSource;
    explicit CancelToken(std::shared_ptr<Event> event) : event_(std::move(event)) {}
    std::shared_ptr<Event> event_;
};

/// Any thread may cancel; once, and for all.
class CancelSource {
 public:
    void cancel() { event_->set(); }
    [[nodiscard]] CancelToken token() const { return CancelToken(event_); }

 private:
    std::shared_ptr<Event> event_ = std::make_shared<Event>();
};

/// Waits, until it is over or the token is cancelled: then it gives up, and the Result says ECANCELED.
template <detail::IsLeaf L>
[[nodiscard("write co_await")]] auto until_cancelled(const CancelToken& token, L leaf) {
    return detail::Limited(std::move(leaf), token.cancelled(), ECANCELED);
}

/// Runs the task until it ends, or the token is cancelled: then the task is cancelled and waited for, and the
/// Result says ECANCELED. A value it comes to all the same is not lost.
template <class T>
Task<Result<T>> until_cancelled(CancelToken token, Task<T> task) {
    detail::Limited limited(detail::as_leaf(std::move(task), "until_cancelled"), token.cancelled(),
                            ECANCELED);
    co_return co_await limited;
}

}  // namespace rt
