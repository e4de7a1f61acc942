// Stage B, seen from the kernel in one traced session: which thread does what, in which calls, on which
// connection.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "checks/pattern_check.hpp"

namespace grader {

namespace {

// A second, idle.
constexpr double calls_per_connection = 10;
constexpr double calls_of_helpers = 40;  // four helper threads with the same allowance
// A window may begin just before a call.
constexpr double calls_at_the_edges = 2;

/// The call that made a connection non-blocking, before `use`: accept4, fcntl or ioctl.
const Event* what_made_it_nonblocking(const EventLog& log, const Event& use, std::uint64_t inode) {
    return log.first([&](const Event& event) {
        if (!event.is_call() || event.begin > use.begin || event.result < 0) return false;
        if (event.call == Call::accept4)
            return event.other.inode == inode && (event.arguments[3] & SOCK_NONBLOCK) != 0;
        if (event.descriptor.inode != inode) return false;
        return (event.call == Call::fcntl && event.arguments[1] == F_SETFL &&
                (event.arguments[2] & O_NONBLOCK) != 0) ||
               (event.call == Call::ioctl && event.arguments[1] == FIONBIO);
    });
}

std::set<std::uint64_t> waited_connections(const Event& call) {
    std::set<std::uint64_t> inodes;
    for (const Descriptor& descriptor : call.waited) {
        if (is_connection(descriptor)) inodes.insert(descriptor.inode);
    }
    return inodes;
}

/// epoll's and io_uring's.
bool is_of_event_loops(Call call) {
    using enum Call;
    static constexpr std::array calls = {epoll_create, epoll_create1, epoll_ctl,     epoll_wait,
                                         epoll_pwait,  epoll_pwait2,  io_uring_setup};
    return std::find(calls.begin(), calls.end(), call) != calls.end();
}

/// Whether two connections were read and written at the same time: one's first use lies before the other's
/// last.
bool overlap(const ConnectionStory& one, const ConnectionStory& other) {
    if (!one.first_read || !other.first_read) return false;
    return one.first_read->begin < other.last_use && other.first_read->begin < one.last_use;
}

/// Leader and follower: who accepts serves the client itself, and leaves accepting to a successor.
bool never_accepts_after(const EventLog& log, int thread, const Event& accepted) {
    return log.first([&](const Event& event) {
        return event.tid == thread && accepts(event.call) && event.begin > accepted.end;
    }) == nullptr;
}

/// Whether the call in flight is one that sleeps until this connection has something.
bool sleeps_on(const Event& call, std::uint64_t connection) {
    if (waited_connections(call).count(connection) != 0) return true;
    const Descriptor* in = read_from(call);
    return in != nullptr && in->inode == connection && !in->nonblocking && !has_dontwait(call);
}

}  // namespace

GRADED_CHECK(Lab4, PatternCheck, ThreadIsBornAndEndsWithItsConnection) {
    expect_that(
        "each connection's thread is made after accept() has returned the connection, or has accepted it and "
        "never accepts again; and it ends when the connection does");
    observe();
    for (const ConnectionStory& connection : serving_.connections()) {
        if (connection.readers.empty()) continue;
        const int reader = *connection.readers.begin();
        const std::string whose = client(connection.client_port);
        const auto birth = serving_.birth_of(reader);
        const bool has_accepted_it = reader == connection.accepted.tid;
        if (has_accepted_it && !never_accepts_after(serving_, reader, connection.accepted))
            fail_at(FactKind::acceptor_reads, "",
                    fmt::format("{} is read by thread {}, the very thread that accepts", whose, reader),
                    *connection.first_read);
        if (!has_accepted_it && (!birth || birth->begin < connection.accepted.end)) {
            std::vector<Event> order;
            if (birth) order.push_back(*birth);
            order.insert(order.end(), {connection.accepted, *connection.first_read});
            fail(FactKind::threads_in_stock, "",
                 fmt::format(
                     "{} is served by thread {}, which was there before the connection was accepted: threads "
                     "are kept in stock and used again",
                     whose, reader),
                 {trace_excerpt("In this order", order, *names_)}, own_line(*connection.first_read));
        }
        if (!serving_.death_of(reader)) {
            fail(FactKind::threads_stay, "",
                 fmt::format("{} has left, but its thread {} has not ended", whose, reader),
                 {trace_excerpt("The thread's last calls",
                                serving_.all([&](const Event& event) { return event.tid == reader; }),
                                *names_)},
                 own_line(*connection.first_read));
        }
    }
}

GRADED_CHECK(Lab4, PatternCheck, OneThreadReadsAndWritesEachConnection) {
    expect_that("one thread reads and writes a connection, and that thread serves no other connection");
    observe();
    std::map<int, std::vector<const ConnectionStory*>> served_by;
    const std::vector<ConnectionStory> connections = serving_.connections();
    for (const ConnectionStory& connection : connections) {
        std::set<int> threads = connection.readers;
        threads.insert(connection.writers.begin(), connection.writers.end());
        const auto on_it = [&](const Event& event) {
            const Descriptor* in = read_from(event);
            const Descriptor* out = written_to(event);
            return (in != nullptr && in->inode == connection.inode) ||
                   (out != nullptr && out->inode == connection.inode);
        };
        if (threads.size() > 1) {
            fail(FactKind::many_threads_for_one_connection, "",
                 fmt::format("the bytes of {} pass through {} threads", client(connection.client_port),
                             threads.size()),
                 {trace_excerpt("Calls on that connection", serving_.all(on_it), *names_)},
                 own_line(*connection.first_read));
        }
        for (const int thread : threads) {
            // One after the other is another matter: that the thread outlives its connection.
            std::vector<const ConnectionStory*>& others = served_by[thread];
            for (const ConnectionStory* other : others) {
                if (!overlap(*other, connection)) continue;
                fail(FactKind::one_thread_for_many_connections, "",
                     fmt::format("thread {} serves {} and at the same time {}", thread,
                                 client(other->client_port), client(connection.client_port)),
                     {trace_excerpt("Its calls",
                                    serving_.all([&](const Event& event) { return event.tid == thread; }),
                                    *names_)},
                     own_line(*connection.first_read));
            }
            others.push_back(&connection);
        }
    }
}

GRADED_CHECK(Lab4, PatternCheck, ConnectionSocketsBlock) {
    expect_that(
        "every read and write of a connection blocks: no O_NONBLOCK on the socket, no MSG_DONTWAIT in the "
        "call");
    observe();
    for (const Event& event : serving_.events()) {
        for (const Descriptor* used : {read_from(event), written_to(event)}) {
            if (!is_connection(used)) continue;
            if (used->nonblocking) {
                const Event* culprit = what_made_it_nonblocking(serving_, event, used->inode);
                fail_at(FactKind::nonblocking_socket, "",
                        fmt::format("the socket of {} is non-blocking", client(used->peer_port)),
                        culprit != nullptr ? *culprit : event);
            }
            if (has_dontwait(event))
                fail_at(FactKind::nonblocking_call, "",
                        fmt::format("{} of {} is told not to wait (MSG_DONTWAIT)", name_of(event.call),
                                    client(used->peer_port)),
                        event);
        }
    }
}

GRADED_CHECK(Lab4, PatternCheck, NothingMultiplexesConnections) {
    expect_that("no epoll, no io_uring, and no poll or select that waits for more than one connection");
    observe();
    for (const Event& event : serving_.events()) {
        if (!event.is_call()) continue;
        if (is_of_event_loops(event.call))
            fail_at(FactKind::event_loop, name_of(event.call),
                    fmt::format("the server calls {}", name_of(event.call)), event);
        const std::size_t connections = waited_connections(event).size();
        if (connections > 1)
            fail_at(FactKind::waits_for_many_connections, name_of(event.call),
                    fmt::format("one {} waits for {} connections", name_of(event.call), connections), event);
    }
}

GRADED_CHECK(Lab4, PatternCheck, NoProcessPerConnection) {
    expect_that("the server stays one process: threads, no fork");
    observe();
    const Event* born =
        serving_.first([](const Event& event) { return event.what == EventKind::process_started; });
    if (born == nullptr) return;
    const Event* made = serving_.first([&](const Event& event) {
        const bool makes = event.call == Call::clone || event.call == Call::fork || event.call == Call::vfork;
        return makes && event.result == born->tid;
    });
    fail_at(FactKind::new_process, "", "the server makes a new process while it serves",
            made != nullptr ? *made : *born);
}

GRADED_CHECK(Lab4, PatternCheck, IdleThreadsSleepOnTheirOwnConnection) {
    expect_that(
        "while the clients are silent, each connection has a thread of its own, which serves it, and sleeps "
        "in a read (or poll) of it");
    const PatternSession& session = observe(waits_wrongly);
    std::set<int> occupied;  // threads that sleep on somebody's connection
    for (const int port : session.idle_ports) {
        const TcpSocket* socket = session.idle.serving(port);
        if (socket == nullptr || socket->inode == 0) {
            fail(FactKind::connected_and_not_accepted, "",
                 fmt::format("{} is connected, but the server has not accepted it", client(port)),
                 {thread_table(session.idle, session.names)});
        }
        // A thread that only sleeps there, while another one takes the bytes, serves nobody.
        const std::set<int> takers = session.log.takers_of(socket->inode);
        const auto sleeper =
            std::find_if(session.waiting.begin(), session.waiting.end(), [&](const Event& call) {
                return occupied.count(call.tid) == 0 && sleeps_on(call, socket->inode) &&
                       (takers.empty() || takers.count(call.tid) != 0);
            });
        if (sleeper == session.waiting.end()) {
            fail(FactKind::no_thread_sleeps_on_it, "",
                 fmt::format("no thread of its own sleeps on the connection of {}", client(port)),
                 {thread_table(session.idle, session.names),
                  trace_excerpt("All calls in progress (several looks)", session.waiting, session.names)});
        }
        occupied.insert(sleeper->tid);
    }
    if (occupied.empty()) fail("no client was connected any more: " + session.trouble);
}

GRADED_CHECK(Lab4, PatternCheck, IdleServerSleeps) {
    expect_that(
        "while all clients are silent the thread of each connection makes at most 10 calls a second, all "
        "other "
        "threads together 40, and no CPU time is used");
    const PatternSession& session = observe_what_is_there(is_restless);
    const double seconds = session.idle_seconds();
    const std::vector<Event> made = session.idle_calls();
    std::map<int, int> whose;  // the client's port, by its thread
    for (const ConnectionStory& connection : serving_.connections()) {
        for (const int reader : connection.readers) whose[reader] = connection.client_port;
    }
    std::map<int, std::vector<Event>> by_client;  // port 0: all others together
    for (const Event& event : made) {
        const auto found = whose.find(event.tid);
        by_client[found == whose.end() ? 0 : found->second].push_back(event);
    }
    for (const auto& [port, calls] : by_client) {
        const double a_second = port != 0 ? calls_per_connection : calls_of_helpers;
        if (static_cast<double>(calls.size()) <= a_second * seconds + calls_at_the_edges) continue;
        const std::string who = port != 0 ? fmt::format("the thread of {}", client(port))
                                          : std::string("the threads that serve nobody");
        fail(FactKind::busy_in_silence, "calls",
             fmt::format("{} made {} system calls in {:.1f} s of silence; {:g} a second would be allowed",
                         who, calls.size(), seconds, a_second),
             {trace_excerpt("The calls", calls, session.names)}, line_of(calls));
    }
    require_no_cpu_time(session);
    require_all_is_there(session);
    judge_untraced(session.untraced, is_restless);
}

}  // namespace grader
