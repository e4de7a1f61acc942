// Cancelling several tasks by one hand: a source, tokens that are passed on by value, and tasks that run
// under them.
#pragma once

#include <memory>

#include "rt/select.hpp"
#include "rt/sync.hpp"

namespace rt {

class CancelToken {
 public:
    /// Waits until the source is cancelled.
    [[nodiscard("write co_await")]] Event::Awaiter cancelled() const { return event_->wait(); }
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

/// Runs the task until it ends, or the token is cancelled: then the task is cancelled and waited for, and the
/// Result says ECANCELED. A value it comes to all the same is not lost.
template <class T>
Task<Result<T>> until_cancelled(CancelToken token, Task<T> task) {
    Event::Awaiter cancelled = token.cancelled();
    JoinHandle<T> handle = spawn(std::move(task), "until_cancelled");
    co_return co_await detail::end_within(&cancelled, std::move(handle), ECANCELED);
}

}  // namespace rt
