// add() and remove() are called by the workers whose tasks sleep, fire() and time_to_earliest() by the
// poller.
#include "rt/detail/timers.hpp"

#include <algorithm>

#include "rt/time.hpp"
#include "scheduler/runtime_core.hpp"

namespace rt::detail {

namespace {
constexpr std::size_t children = 4;
}

TimerEntry::~TimerEntry() {
    if (timers_ != nullptr) timers_->remove(*this);
}

bool Timers::add(TimerEntry& entry, TaskCore& task, Instant deadline) {
    const std::lock_guard lock(mutex_);
    entry.timers_ = this;
    entry.task_ = &task;
    heap_.push_back({deadline, &entry});
    settle(heap_.size() - 1, {deadline, &entry});
    return deadline < poller_sleeps_until_;
}

void Timers::remove(TimerEntry& entry) {
    const std::lock_guard lock(mutex_);
    if (entry.index_ != TimerEntry::nowhere) take_out(entry.index_);
}

std::size_t Timers::fire(Instant now) {
    const std::lock_guard lock(mutex_);
    poller_sleeps_until_ = Instant::min();
    std::size_t fired = 0;
    while (!heap_.empty() && heap_.front().deadline <= now) {
        TaskCore& task = *heap_.front().entry->task_;
        take_out(0);
        // Under the lock: who takes the entry out, to end the wait, waits for us here.
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
    heap_[index].entry->index_ = TimerEntry::nowhere;
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

// The entry is added once, and taken out by its destructor: a sleep that is over early, since its task was
// cancelled, costs one look more at the end.
bool SleepAwaiter::poll() {
    RuntimeCore& runtime = current_runtime();
    if (gives_up() || runtime.clock.now() >= deadline_) return true;
    if (!entry_.was_added() && runtime.timers.add(entry_, *this_context.task, deadline_))
        runtime.reactor.interrupt();
    return false;
}

}  // namespace rt::detail

rt::Instant rt::now() {
    return detail::current_runtime().clock.now();
}
