#include "evidence/trace/event_budget.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/calls.hpp"
#include "evidence/trace/event_log.hpp"

namespace grader {

namespace {

bool serves(const Event& event) {
    if (!event.is_call() || event.result <= 0) return false;
    if (accepts(event.call)) return event.other.inode != 0;
    return is_connection(read_from(event)) || is_connection(written_to(event));
}

/// A poll of many descriptors takes the place of as many calls.
std::size_t weight(const Event& event) {
    return 1 + event.waited.size();
}

/// Who is to answer for it: a thread that makes others, for them.
pid_t author(const Event& event) {
    return event.parent != 0 ? event.parent : event.tid;
}

}  // namespace

bool EventBudget::has_room_for(const Event& event) {
    if (event.what == EventKind::mark) return true;
    if (serves(event)) return ++serving_ <= limits_.serving;
    // An end takes no more room than the beginning has.
    if (event.what == EventKind::thread_ended || event.what == EventKind::process_ended)
        return idle_ < limits_.idle;
    Spent& spent = spent_[author(event)];
    spent.idle += weight(event);
    if (spent.idle > limits_.each_thread) return false;
    idle_ += weight(event);
    return idle_ <= limits_.idle;
}

std::optional<Event> EventBudget::news_of_loss(const Event& left_out) {
    Event news;
    news.what = EventKind::lost;
    news.begin = left_out.begin;
    news.end = left_out.end;
    const auto found = spent_.find(author(left_out));
    if (!serves(left_out) && found != spent_.end() && found->second.idle > limits_.each_thread) {
        if (std::exchange(found->second.told, true)) return std::nullopt;
        news.tid = author(left_out);
        news.result = static_cast<std::int64_t>(limits_.each_thread);
        return news;
    }
    if (std::exchange(told_of_all_, true)) return std::nullopt;
    news.result = static_cast<std::int64_t>(serves(left_out) ? limits_.serving : limits_.idle);
    return news;
}

}  // namespace grader
