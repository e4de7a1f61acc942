// add() and remove() are called by the workers whose tasks sleep, fire() and time_to_earliest() by the
// poller.
#include "io/timers.hpp"

#include <algorithm>

#include "rt/time.hpp"
#include "scheduler/scheduler.hpp"

namespace rt::detail {

namespace {
constexpr std::size_t children = 4;
}

bool Timers::add(SleepAwaiter& sleep, TaskCore& task) {
    const std::lock_guard lock(mutex_);
    sleep.timers_ = this;
    sleep.task_ = &task;
    heap_.push_back({sleep.deadline_, &sleep});
    settle(heap_.size() - 1, heap_.back());
    return sleep.deadline_ < poller_sleeps_until_;
}

void Timers::remove(SleepAwaiter& sleep) {
    const std::lock_guard lock(mutex_);
    if (sleep.index_ != SleepAwaiter::nowhere) take_out(sleep.index_);
}

std::size_t Timers::fire(Instant now) {
    const std::lock_guard lock(mutex_);
    poller_sleeps_until_ = Instant::min();
    std::size_t fired = 0;
    while (!heap_.empty() && heap_.front().deadline <= now) {
        TaskCore& task = *heap_.front().sleep->task_;
        take_out(0);
        // Under the lock: who takes the sleep out, to end the wait, waits for us here.
        task.wake();
        ++fired;
    }
    return fired;
}

Duration Timers::time_to_earliest(Instant now) {
    const std::lock_guard lock(mutex_);
    poller_sleeps_until_ = heap_.empty() ? Instant::max() : heap_.front().deadline;
    return heap_.empty() ? Duration::max() : std::max(poller_sleeps_until_ - now, Duration::zero());
}

void Timers::take_out(std::size_t index) {
    heap_[index].sleep->index_ = SleepAwaiter::nowhere;
    const Node last = heap_.back();
    heap_.pop_back();
    if (index < heap_.size()) settle(index, last);
}

// `index` is free. Parents that are later move down into it, or else children that are earlier move up.
void Timers::settle(std::size_t index, Node node) {
    for (; index > 0; index = (index - 1) / children) {
        const Node& parent = heap_[(index - 1) / children];
        if (parent.deadline <= node.deadline) break;
        put(index, parent);
    }
    for (;;) {
        const std::size_t first = index * children + 1;
        if (first >= heap_.size()) break;
        std::size_t least = first;
        for (std::size_t child = first + 1; child < heap_.size() && child < first + children; ++child) {
            if (heap_[child].deadline < heap_[least].deadline) least = child;
        }
        if (node.deadline <= heap_[least].deadline) break;
        put(index, heap_[least]);
        index = least;
    }
    put(index, node);
}

// A sleep is added once, and taken out by its destructor: one that is over early, since its task was
// cancelled, costs one look more at the end.
bool SleepAwaiter::poll() {
    RuntimeCore& runtime = current_runtime();
    if (gives_up() || runtime.clock.now() >= deadline_) return true;
    if (timers_ == nullptr && runtime.timers.add(*this, *this_context.task)) runtime.reactor.interrupt();
    return false;
}

SleepAwaiter::~SleepAwaiter() {
    if (timers_ != nullptr) timers_->remove(*this);
}

}  // namespace rt::detail

rt::Instant rt::now() {
    return detail::current_runtime().clock.now();
}
