// Stages B and C, seen from the kernel in one traced session: few threads, each of which waits for all
// connections at once, and for nothing else. Nothing here depends on who wrote the event loop.
#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "checks/pattern_check.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

// A second. Each timer of the server's own wakes two threads of the runtime, which make some calls.
constexpr double calls_when_idle = 200;
constexpr double wakeups_when_idle = 50;
constexpr std::int64_t shortest_sleep_ns = 4'000'000;
constexpr std::int64_t a_sleep_ns = 10'000'000;  // that ran its whole time: no look is needed
constexpr int looks_asleep = 3;                  // of twenty: more than one that happens to be in a call
constexpr std::size_t most_fruitless = 10;       // EAGAINs on one connection without an event between
constexpr std::size_t most_empty = 10;           // reads or writes of no bytes at all, without a byte between

/// Whether the thread may have slept in this call, and has come back from it.
bool woke_up(const Event& event) {
    if (!event.is_call() || event.asked_ns == 0 || uses_connection(event)) return false;
    return may_sleep_in(event) || sleeps_for_a_time(event) || waits_for_descriptors(event) ||
           event.call == Call::rt_sigtimedwait;
}

bool asks_for_nothing(const Event& event) {
    const int length = length_argument(event.call);
    return length >= 0 && event.arguments.size() > static_cast<std::size_t>(length) &&
           event.arguments[static_cast<std::size_t>(length)] == 0;
}

}  // namespace

GRADED_CHECK(Lab5, PatternCheck, EveryWorkerServesConnections) {
    expect_that(
        fmt::format("with --workers {0}, {0} threads read and write the connections: no more, and no fewer",
                    session_workers));
    const PatternSession& session = observe();
    std::map<int, Event> first_use;
    for (const Event& event : serving_.events()) {
        if (uses_connection(event)) first_use.try_emplace(event.tid, event);
    }
    std::vector<Event> shown;
    for (const auto& [tid, event] : first_use) shown.push_back(event);
    if (first_use.size() > session_workers)
        fail(FactKind::too_many_workers, "",
             fmt::format("{} threads read and write connections", first_use.size()),
             {trace_excerpt("The first such call of each", shown, *names_)},
             own_source_line(shown.back(), subject_.sources));
    if (first_use.size() < session_workers) {
        if (!session.crowded)
            fail(FactKind::idle_workers, "",
                 fmt::format("{} of {} workers have served a connection when it was over: {}",
                             first_use.size(), session_workers, session.trouble));
        fail(
            FactKind::idle_workers, "",
            fmt::format("only {} of {} workers ever read or wrote a connection, however much there was to do",
                        first_use.size(), session_workers),
            {trace_excerpt("The first such call of each", shown, *names_)});
    }
}

GRADED_CHECK(Lab5, PatternCheck, ConnectionSocketsNeverBlock) {
    expect_that("every connection's socket is non-blocking (O_NONBLOCK) before it is first read or written");
    observe();
    for (const Event& event : serving_.events()) {
        if (!uses_connection(event) || !may_block(event)) continue;
        const Descriptor& used = connection_of(event);
        fail_at(FactKind::blocking_socket, name_of(event.call),
                fmt::format("{} of {} may block: its socket is not non-blocking", name_of(event.call),
                            client(used.peer_port)),
                event);
    }
}

GRADED_CHECK(Lab5, PatternCheck, RegistersEachConnectionOnce) {
    constexpr std::size_t most_additions = 2;  // one epoll for reading and one for writing, perhaps
    expect_that("each connection is added to an epoll once, and stays there until it is closed");
    observe();
    for (const ConnectionStory& connection : serving_.connections()) {
        if (connection.bytes_read == 0) continue;
        const std::vector<Event> additions = serving_.all([&](const Event& event) {
            return event.call == Call::epoll_ctl && event.arguments[1] == EPOLL_CTL_ADD &&
                   event.other.inode == connection.inode;
        });
        if (additions.empty())
            fail_at(FactKind::never_in_an_epoll, "",
                    client(connection.client_port) +
                        " is read, but was never added to an epoll: nobody is told when "
                        "its bytes come",
                    *connection.first_read);
        if (additions.size() > most_additions)
            fail(FactKind::added_to_epoll_again, "",
                 fmt::format("{} was added to an epoll {} times", client(connection.client_port),
                             additions.size()),
                 {trace_excerpt("The calls", additions, *names_)},
                 own_source_line(additions.front(), subject_.sources));
    }
}

GRADED_CHECK(Lab5, PatternCheck, WorkersSleepOnlyInTheEventLoop) {
    expect_that(
        "while all clients are silent, the threads that serve them sleep in epoll_wait(), or wait for each "
        "other in "
        "futex(); nowhere else");
    const PatternSession& session = observe(waits_wrongly);
    const std::set<int> workers = workers_of(serving_);
    // A call in which a thread is found once may just be under way.
    std::map<std::pair<int, Call>, int> found;  // by thread and call: in how many looks
    for (const Event& call : session.waiting) ++found[{call.tid, call.call}];
    bool anybody_waits = false;
    for (const Event& call : session.waiting) {
        // Who asks with a time-out of zero, between two turns, does not wait.
        anybody_waits |= waits_for_events(call) && call.asked_ns != 0;
        const bool on_connection = uses_connection(call);
        // Under way, not asleep.
        if ((on_connection && !may_block(call)) || call.call == Call::sched_yield) continue;
        if (!on_connection && (workers.count(call.tid) == 0 || may_sleep_in(call))) continue;
        if (found[{call.tid, call.call}] < looks_asleep) continue;
        std::string where = name_of(call.call);
        if (on_connection) where += " of " + client(connection_of(call).peer_port);
        fail_at(FactKind::worker_sleeps, on_connection ? "connection" : name_of(call.call),
                fmt::format("thread {} sleeps in {}", call.tid, where), call);
    }
    // Whose time was over before anybody looked has slept all the same, and no look can miss it.
    const Event* first_use = serving_.first(uses_connection);
    const Event* slept = serving_.first([&](const Event& event) {
        return sleeps_for_a_time(event) && event.result == 0 && event.asked_ns >= a_sleep_ns &&
               workers.count(event.tid) != 0 && first_use != nullptr && event.begin > first_use->begin;
    });
    if (slept != nullptr)
        fail_at(FactKind::worker_sleeps, name_of(slept->call),
                fmt::format("thread {} sleeps in {}: for {:g} ms, until its time was over", slept->tid,
                            name_of(slept->call), static_cast<double>(slept->asked_ns) / 1e6),
                *slept);
    if (!anybody_waits)
        fail(FactKind::no_epoll_wait, "", "no thread waits in epoll_wait()",
             {trace_excerpt("All calls in progress (several looks)", session.waiting, session.names)});
}

GRADED_CHECK(Lab5, PatternCheck, NothingIsAskedInALoop) {
    expect_that(
        "a read or write that would block (EAGAIN) is tried again only after epoll_wait() has reported an "
        "event; "
        "nothing is polled with a time-out of zero over and over again");
    const PatternSession& session = observe_what_is_there();
    std::map<std::pair<std::uint64_t, bool>, std::vector<Event>>
        fruitless;                                      // since the last event; by direction
    std::map<std::uint64_t, std::vector<Event>> empty;  // since the last byte
    std::vector<Event> empty_polls;
    std::size_t transfers = 0;
    std::size_t wakeups = 0;
    for (const Event& event : serving_.events()) {
        if (waits_for_events(event) && event.result > 0) fruitless.clear();
        if (polls_in_vain(event)) empty_polls.push_back(event);
        if (woke_up(event)) ++wakeups;
        if (!uses_connection(event)) continue;
        const Descriptor& used = connection_of(event);
        if (event.result > 0) {
            ++transfers;
            empty.erase(used.inode);
        }
        // These never fail, and tell nothing.
        if (asks_for_nothing(event)) {
            std::vector<Event>& tries = empty[used.inode];
            tries.push_back(event);
            if (tries.size() > most_empty)
                fail(FactKind::asks_for_nothing, name_of(event.call),
                     fmt::format("{} of {} was called {} times in a row for 0 bytes", name_of(event.call),
                                 client(used.peer_port), tries.size()),
                     {trace_excerpt("The calls", tries, *names_)},
                     own_source_line(tries.front(), subject_.sources));
        }
        if (event.result != -EAGAIN) continue;
        std::vector<Event>& tries = fruitless[{used.inode, read_from(event) != nullptr}];
        tries.push_back(event);
        if (tries.size() > most_fruitless)
            fail(FactKind::tries_without_waiting, name_of(event.call),
                 fmt::format("{} of {} was tried {} times in a row, and nothing had happened in between",
                             name_of(event.call), client(used.peer_port), tries.size()),
                 {trace_excerpt("The calls", tries, *names_)},
                 own_source_line(tries.front(), subject_.sources));
    }
    // A scheduler looks for events now and then while it has work: once in a while, compared with what it
    // gets done, and once before it goes to sleep again. (How often it wakes up is another check's matter.)
    if (empty_polls.size() > 100 + 2 * (transfers + wakeups))
        fail(
            FactKind::polls_without_waiting, "",
            fmt::format(
                "{} times a thread asked whether there was something to do without waiting for it, and there "
                "was nothing; {} reads and writes got something done",
                empty_polls.size(), transfers),
            {trace_excerpt("The calls", empty_polls, *names_)},
            own_source_line(empty_polls.front(), subject_.sources));
    require_all_is_there(session);
}

GRADED_CHECK(Lab5, PatternCheck, IdleServerSleeps) {
    expect_that(
        "while all clients are silent the server makes no system calls but those of a timer now and then, "
        "and "
        "uses no CPU time");
    const PatternSession& session = observe_what_is_there(is_restless);
    const double seconds = session.idle_seconds();
    const std::vector<Event> made = session.idle_calls();
    std::vector<Event> wakeups;
    std::copy_if(made.begin(), made.end(), std::back_inserter(wakeups), [](const Event& event) {
        return woke_up(event) && event.end_ns - event.begin_ns >= shortest_sleep_ns;
    });
    if (static_cast<double>(wakeups.size()) > wakeups_when_idle * seconds)
        fail(FactKind::busy_in_silence, "wakes",
             fmt::format("{} system calls in {:.1f} s of silence: its threads woke up {} times", made.size(),
                         seconds, wakeups.size()),
             {trace_excerpt("The calls", wakeups, session.names)}, line_of(wakeups));
    if (static_cast<double>(made.size()) > calls_when_idle * seconds)
        fail(FactKind::busy_in_silence, "calls",
             fmt::format("{} system calls in {:.1f} s of silence", made.size(), seconds),
             {trace_excerpt("The calls", made, session.names)}, line_of(made));
    require_no_cpu_time(session);
    require_all_is_there(session);
    judge_untraced(session.untraced, is_restless);
}

GRADED_CHECK(Lab5, PatternCheck, UsesTheRuntime) {
    expect_that(
        "connections are read by the provided runtime (on the way to recv() there is a function of rt::)");
    observe();
    const Event* foreign = nullptr;
    for (const Event& event : serving_.events()) {
        if (!uses_connection(event) || read_from(event) == nullptr || event.stack.empty()) continue;
        const bool through_runtime =
            std::any_of(event.stack.begin(), event.stack.end(),
                        [](const Frame& frame) { return frame.function.compare(0, 4, "rt::") == 0; });
        if (through_runtime) return;
        foreign = &event;
    }
    if (foreign == nullptr) inconclusive("no stack of a read could be walked on this machine");
    fail_at(
        FactKind::event_loop_of_its_own, "",
        "this server has an event loop of its own; it is judged by what it does, and loses nothing by that",
        *foreign);
}

}  // namespace grader
