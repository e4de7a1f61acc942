#include "rt/timers.hpp"

namespace rt::detail {

namespace {
constexpr std::size_t children = 4;
}

bool Timers::add(TimerEntry& entry, TaskCore& task, Instant deadline) {
    const auto guard = lock();
    entry.task_ = &task;
    heap_.push_back({deadline, &entry});
    sift_up(heap_.size() - 1, {deadline, &entry});
    return deadline < poller_sleeps_until_;
}

void Timers::remove(TimerEntry& entry) {
    const auto guard = lock();
    if (entry.index_ != TimerEntry::nowhere) take_out(entry.index_);
}

bool Timers::holds(const TimerEntry& entry) {
    const auto guard = lock();
    return entry.index_ != TimerEntry::nowhere;
}

std::size_t Timers::fire(Instant now) {
    const auto guard = lock();
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

Instant Timers::earliest() {
    const auto guard = lock();
    poller_sleeps_until_ = heap_.empty() ? Instant::max() : heap_.front().deadline;
    return poller_sleeps_until_;
}

void Timers::take_out(std::size_t index) {
    heap_[index].entry->index_ = TimerEntry::nowhere;
    const Node last = heap_.back();
    heap_.pop_back();
    if (index == heap_.size()) return;
    if (index > 0 && last.deadline < heap_[(index - 1) / children].deadline)
        sift_up(index, last);
    else
        sift_down(index, last);
}

void Timers::sift_up(std::size_t index, Node node) {
    while (index > 0) {
        const std::size_t parent = (index - 1) / children;
        if (heap_[parent].deadline <= node.deadline) break;
        put(index, heap_[parent]);
        index = parent;
    }
    put(index, node);
}

void Timers::sift_down(std::size_t index, Node node) {
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

}  // namespace rt::detail
