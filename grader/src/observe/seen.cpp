#include "observe/seen.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/calls.hpp"

namespace grader {

bool waits_in_a_read(const ThreadFact& thread) {
    return about(thread.call).takes_from == End::on;
}

bool waits_in_epoll(const ThreadFact& thread) {
    return about(thread.call).waits == Waits::for_events;
}

bool waits_in_poll_or_select(const ThreadFact& thread) {
    return about(thread.call).waits == Waits::for_descriptors;
}

namespace {

const ThreadFact* thread_in(const ModelLook& look, int tid) {
    const auto found = std::find_if(look.threads.begin(), look.threads.end(),
                                    [&](const auto& thread) { return thread.tid == tid; });
    return found == look.threads.end() ? nullptr : &*found;
}

}  // namespace

Seen::Seen(const ModelFacts& facts) : facts_(facts) {
    for (const ThreadFact& thread : facts.rest.threads) {
        old_threads_.insert(thread.tid);
        old_processes_.insert(thread.process);
    }
    for (const auto& [client, processes] : facts.silent.holders) accepted_.insert(client);
    for (const ThreadFact& thread : facts.silent.threads) {
        if (thread.clients.size() != 1 || thread.for_listener) continue;
        // A loop may have one client only, by chance; a thread that came with the client is the client's.
        const bool is_loop = waits_in_epoll(thread);
        if (!is_loop || !is_old_thread(thread.tid)) bound_.push_back(thread);
    }
    find_loops();
}

bool Seen::serves_again(const ThreadFact& thread) const {
    const ThreadFact* now = thread_in(facts_.back, thread.tid);
    return now != nullptr && now->process == thread.process && !now->for_listener &&
           now->clients == std::vector<int>{facts_.clients + 1};
}

void Seen::find_loops() {
    std::set<std::vector<int>> known;
    for (const LoopFact& loop : facts_.silent.loops) {
        if (loop.clients.empty() && !loop.has_listener) continue;
        // An instance that processes share by fork shows up in each of them.
        if (!loop.clients.empty() && !known.insert(loop.clients).second) continue;
        epolls_.push_back(loop);
    }
    for (const ThreadFact& thread : facts_.silent.threads) {
        if (waits_in_poll_or_select(thread) && (!thread.clients.empty() || thread.for_listener))
            pollers_.push_back(thread);
    }
}

bool Seen::has_stayed(int tid) const {
    return thread_in(facts_.gone, tid) != nullptr;
}

bool Seen::process_has_stayed(int process) const {
    return std::any_of(facts_.gone.threads.begin(), facts_.gone.threads.end(),
                       [&](const auto& thread) { return thread.process == process; });
}

bool Seen::someone_waits_for_the_others() const {
    std::set<int> own;
    for (const ThreadFact& thread : bound_) own.insert(thread.clients.front());
    const auto is_other = [&](int client) { return own.count(client) == 0; };
    for (const ThreadFact& thread : facts_.silent.threads) {
        if (std::any_of(thread.clients.begin(), thread.clients.end(), is_other)) return true;
    }
    return std::any_of(epolls_.begin(), epolls_.end(), [&](const LoopFact& loop) {
        return std::any_of(loop.clients.begin(), loop.clients.end(), is_other);
    });
}

std::set<int> Seen::sleepers_at_epolls() const {
    std::set<int> found;
    for (const ModelLook* look : {&facts_.rest, &facts_.silent, &facts_.talked}) {
        for (const ThreadFact& thread : look->threads) {
            const bool at_one = std::any_of(epolls_.begin(), epolls_.end(), [&](const LoopFact& loop) {
                return loop.process == thread.process && loop.number == thread.loop;
            });
            if (waits_in_epoll(thread) && at_one) found.insert(thread.tid);
        }
    }
    return found;
}

std::set<int> Seen::sleepers_elsewhere() const {
    const std::set<int> here = sleepers_at_epolls();
    std::set<int> found;
    for (const ThreadFact& thread : facts_.silent.threads) {
        // A thread that polls a pipe, or the answers of a name server, takes no part.
        const bool polls_others =
            waits_in_poll_or_select(thread) && thread.clients.empty() && !thread.for_listener;
        if (polls_others || (waits_in_epoll(thread) && here.count(thread.tid) == 0)) found.insert(thread.tid);
    }
    return found;
}

}  // namespace grader
