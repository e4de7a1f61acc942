// Stage C (Lab 5: D): descriptors that run out.
#include <linux/futex.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/calls.hpp"
#include "base/labs.hpp"
#include "checks/server_check.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

/// FUTEX_WAIT and FUTEX_WAIT_BITSET, see futex(2).
bool waits_in_futex(const Event& event) {
    const auto operation = static_cast<int>(event.arguments[1]) & FUTEX_CMD_MASK;
    return operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET;
}

/// Whether the call has put its thread to sleep for a while, or until somebody woke it: what a patient server
/// does between two tries. (A poll that reports the listener at once is no rest.)
bool is_a_rest(const Event& event) {
    if (about(event.call).waits == Waits::for_a_time) return event.asked_ns != 0;
    if (event.call == Call::futex) return waits_in_futex(event) && event.result != -EAGAIN;
    if (waits_for_events(event) || waits_for_descriptors(event))
        return event.asked_ns != 0 && event.result == 0;
    const Descriptor* from = read_from(event);
    return from != nullptr && !is_connection(from) && !from->nonblocking && event.result > 0;
}

/// A server that meets a lack of descriptors. What it does until somebody leaves is told by the order of its
/// calls; without a tracer, by its CPU time.
class ShortageCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    static constexpr std::size_t impatient = 50;  // failures in a row of one thread, without a rest between

    /// The failures of accept() of a thread that does nothing else; empty if every thread rests.
    std::vector<Event> tries_without_rest() {
        std::map<int, std::vector<Event>> in_a_row;  // by thread
        std::vector<Event> spin;
        server().for_each_event([&](const Event& event) {
            if (!event.is_call() || !spin.empty()) return;
            std::vector<Event>& tries = in_a_row[event.tid];
            if (is_a_rest(event) || (accepts(event.call) && event.result >= 0)) tries.clear();
            if (accepts(event.call) && (event.result == -EMFILE || event.result == -ENFILE))
                tries.push_back(event);
            if (tries.size() > impatient) spin = tries;
        });
        return spin;
    }

    void watch_traced() {
        step("watch what the server does until it rests");
        Server& watched = server();
        std::vector<Event> spin;
        const Snapshot before = watched.look(only_threads());
        watched.look_until(
            [&](const Snapshot& now) {
                spin = tries_without_rest();
                const std::int64_t watched_for = now.time_ns - before.time_ns;
                const bool rests = watched_for > rested_ns && now.all_asleep();
                return !spin.empty() || rests || watched_for > watched_at_most_ns;
            },
            only_threads());
        if (!spin.empty())
            fail(FactKind::accept_spins, "",
                 fmt::format(
                     "accept() failed {} times in a row, and in between the thread waited for nothing: the "
                     "server spins",
                     spin.size()),
                 {trace_excerpt("The calls", spin, client_names())}, own_line(spin.front()));
    }

    // Under the tracer the CPU time is mostly the tracer's stops.
    void watch_untraced() {
        constexpr double cpu_share = 0.25;
        step("watch the server for a quarter of a second");
        Server& watched = server();
        const Snapshot before = watched.look(only_threads());
        watched.look_until([&](const Snapshot& now) { return now.time_ns - before.time_ns > watched_ns; },
                           only_threads());
        const Snapshot after = watched.look(only_threads());
        const double seconds = static_cast<double>(after.time_ns - before.time_ns) / 1e9;
        const double used = static_cast<double>(after.cpu_ns() - before.cpu_ns()) / 1e9;
        if (used > cpu_share * seconds)
            fail(FactKind::accept_spins, "",
                 fmt::format("{:.0f} ms of CPU time in {:.1f} s in which nobody said anything: the server "
                             "spins",
                             used * 1e3, seconds));
    }

    /// Whether the server closes the connections of those that have left. One that does not has no descriptor
    /// for anybody; others' checks are about that.
    bool lets_go() {
        SnapshotParts parts = all_but_sockets();
        parts.sockets = true;
        return server().settle(
            [&](const Snapshot& now) {
                return std::none_of(now.sockets.begin(), now.sockets.end(), [&](const TcpSocket& socket) {
                    return socket.local_port == server().endpoint().port && socket.inode != 0 &&
                           socket.state == tcp_close_wait;
                });
            },
            parts);
    }

 private:
    static constexpr std::int64_t watched_ns = 250'000'000;
    static constexpr std::int64_t rested_ns = 60'000'000;
    // Threads may be at something else all the time. One that spins has tried often enough by then.
    static constexpr std::int64_t watched_at_most_ns = 1'000'000'000;
};

}  // namespace

SHARED_CHECK(ShortageCheck, OutOfDescriptorsKeepsServing) {
    // Lab 5's servers have some descriptors more of their own: an epoll and an eventfd for each worker,
    // perhaps.
    const std::uint64_t descriptors = properties_of(subject_.lab).has_threads() ? 24 : 40;
    const std::size_t clients = descriptors + 16;
    expect_that(
        "the clients that are served stay served, accept() is not retried in a spin, and when descriptors "
        "come free new clients are served again");
    const bool traced = subject_.can_trace();
    ServerOptions few;
    few.descriptors = descriptors;
    few.traced = traced;
    few.stacks_per_call = 40;
    if (properties_of(subject_.lab).model == Model::tasks)
        few.arguments = {"--workers", "2"};  // however many cores there are
    step("the server may have {} descriptors (RLIMIT_NOFILE)", descriptors);
    Server& server = start(few);
    Client& first = connect();
    first.round_trip("first\n");
    // Those that find no room stand in the queue, also where the backlog is short: nobody waits for them.
    step("{} clients more come", clients);
    std::vector<Client*> crowd;
    for (std::size_t index = 0; index < clients; ++index)
        crowd.push_back(&connect({.wait_until_connected = false}));
    server.wait_until_quiet();
    step("{} is still served", first.name());
    first.round_trip("still here?\n");
    if (traced) require_all_was_seen();
    if (traced)
        watch_traced();
    else
        watch_untraced();
    step("all {} leave", clients);
    for (Client* client : crowd) client->close();
    step("{} is still served, and so is somebody new", first.name());
    first.round_trip("and now?\n");
    if (lets_go()) somebody_new_is_served();
}

}  // namespace grader
