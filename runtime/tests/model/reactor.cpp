// The reactor of the model: no epoll and no eventfd, but what they promise. An event that a test posts ends a
// wait, and so does an interruption; one that comes when nobody waits ends the next wait.
#include "io/reactor.hpp"

#include <deque>

#include "model/events.hpp"

namespace rt {

namespace {
std::deque<epoll_event> posted;
}

void model::post_event(detail::Source& source, unsigned events) {
    detail::sync::step();
    // Of a descriptor that has news already, and has not been told of, there is one event.
    for (epoll_event& earlier : posted) {
        if (earlier.data.ptr != &source) continue;
        earlier.events |= events;
        return;
    }
    epoll_event event{};
    event.events = events;
    event.data.ptr = &source;
    posted.push_back(event);
}

namespace detail {

Reactor::Reactor() : epoll_(-1), interruption_(0) {
    posted.clear();
}
Reactor::~Reactor() {
    retired_.free_all();
}

void Reactor::interrupt() {
    sync::step();
    sync::flush();  // a system call is a barrier
    interruption_ = 1;
}

std::size_t Reactor::wait(Duration timeout) {
    retired_.free_all();
    sync::step();
    sync::flush();
    if (timeout > Duration::zero())
        sync::wait_until([this] { return interruption_ != 0 || !posted.empty(); },
                         timeout != Duration::max());
    std::size_t count = 0;
    if (std::exchange(interruption_, 0) != 0) events_[count++].data.ptr = nullptr;
    for (; !posted.empty(); posted.pop_front()) events_[count++] = posted.front();
    return count;
}

void Reactor::dispatch(std::size_t count) {
    for (std::size_t index = 0; index < count; ++index)
        if (events_[index].data.ptr != nullptr)
            static_cast<Source*>(events_[index].data.ptr)->note(events_[index].events);
}

void Reactor::add(Source&) {}

}  // namespace detail
}  // namespace rt
