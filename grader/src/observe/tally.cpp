#include "observe/tally.hpp"

#include <linux/futex.h>

#include <cerrno>
#include <cstddef>
#include <map>
#include <vector>

#include "base/calls.hpp"
#include "evidence/trace/event_log.hpp"

namespace grader {

namespace {

std::uint64_t operation(const Event& event) {
    return event.arguments.size() > 1 ? event.arguments[1] & static_cast<std::uint64_t>(FUTEX_CMD_MASK)
                                      : ~0ULL;
}

int process_of_thread(int tid, const std::map<int, int>& process_of) {
    const auto found = process_of.find(tid);
    return found == process_of.end() ? tid : found->second;
}

void count_bytes(const Event& event, const ClientPorts& clients, Doings& doings) {
    if (const Descriptor* from = read_from(event)) {
        const auto client = clients.find(from->peer_port);
        const bool is_client = is_connection(from) && client != clients.end();
        if (is_client && event.result > 0) {
            doings.read.insert(client->second);
        } else if (is_client && event.result == -EAGAIN) {
            ++doings.again;
        } else if (event.result > 0 &&
                   (from->kind == DescriptorKind::eventfd || from->kind == DescriptorKind::pipe ||
                    from->kind == DescriptorKind::socket)) {
            ++doings.told;
        }
    }
    if (const Descriptor* to = written_to(event); is_connection(to) && event.result > 0) {
        const auto client = clients.find(to->peer_port);
        if (client == clients.end()) return;
        doings.wrote.insert(client->second);
    }
}

void count_waits(const Event& event, Doings& doings) {
    const bool is_empty = event.asked_ns == 0 && event.result == 0;
    switch (about(event.call).waits) {
        case Waits::for_events:
            ++doings.epoll_waits;
            if (is_empty) ++doings.empty_asks;
            break;
        case Waits::for_descriptors:
            if (event.call == Call::select || event.call == Call::pselect6)
                ++doings.selects;
            else
                ++doings.polls;
            if (is_empty) ++doings.empty_asks;
            break;
        case Waits::for_a_time:
            ++doings.naps;
            break;
        default:
            break;
    }
}

}  // namespace

bool waits_on_futex(const Event& event) {
    const std::uint64_t what = operation(event);
    return event.call == Call::futex &&
           (what == FUTEX_WAIT || what == FUTEX_WAIT_BITSET || what == FUTEX_LOCK_PI);
}

bool wakes_by_futex(const Event& event) {
    const std::uint64_t what = operation(event);
    return event.call == Call::futex && event.result > 0 &&
           (what == FUTEX_WAKE || what == FUTEX_WAKE_BITSET || what == FUTEX_WAKE_OP ||
            what == FUTEX_REQUEUE || what == FUTEX_CMP_REQUEUE);
}

const Event* waker_of(const Event& wait, const std::vector<Event>& log,
                      const std::map<int, int>& process_of) {
    if (!waits_on_futex(wait) || wait.result != 0) return nullptr;
    const int process = process_of_thread(wait.tid, process_of);
    const Event* found = nullptr;
    for (const Event& event : log) {
        if (!event.is_call() || !wakes_by_futex(event) || event.tid == wait.tid) continue;
        if (event.begin > wait.end || event.end < wait.begin) continue;
        if (process_of_thread(event.tid, process_of) != process) continue;
        constexpr std::size_t second_address = 4;
        const bool same =
            event.arguments[0] == wait.arguments[0] ||
            (event.arguments.size() > second_address && event.arguments[second_address] == wait.arguments[0]);
        if (same && (found == nullptr || event.begin > found->begin)) found = &event;
    }
    return found;
}

std::map<int, Doings> tally(const std::vector<Event>& log, std::size_t from, std::size_t to,
                            const ClientPorts& clients, const std::map<int, int>& process_of) {
    std::map<int, Doings> all;
    const std::vector<Event> part(log.begin() + static_cast<std::ptrdiff_t>(from),
                                  log.begin() + static_cast<std::ptrdiff_t>(to));
    for (const Event& event : part) {
        if (!event.is_call() || event.restarted) continue;
        Doings& doings = all[event.tid];
        doings.process = process_of_thread(event.tid, process_of);
        count_bytes(event, clients, doings);
        count_waits(event, doings);
        if (const Event* by = waker_of(event, part, process_of)) ++doings.woken_by[by->tid];
    }
    return all;
}

}  // namespace grader
