// Stage C, from inside: system calls that fail or do less than they were asked to, as they may on any day.
// The tracer injects it, counted, so that every run meets the same faults at the same calls.
//
// What does not happen to a server must not be injected. A call on a non-blocking socket does not wait, so no
// signal interrupts it. And where an edge-triggered server meets EAGAIN or a transfer shorter than it asked
// for, it may wait for the next edge (epoll(7)), which does not come if the tracer made it up. So Lab 5's
// short writes are real ones.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/calls.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

FaultRule from_connections() {
    FaultRule rule;
    rule.calls = {Call::read, Call::readv, Call::recvfrom, Call::recvmsg, Call::splice};
    rule.scope = FaultScope::from_connections;
    return rule;
}

FaultRule to_connections() {
    FaultRule rule;
    rule.calls = {Call::write, Call::writev, Call::sendto, Call::sendmsg, Call::splice};
    rule.scope = FaultScope::to_connections;
    return rule;
}

FaultRule accepting() {
    FaultRule rule;
    rule.calls = {Call::accept, Call::accept4};
    return rule;
}

/// Not for ever: a server that waits twice in each turn of its loop must get through.
FaultRule waiting_for_clients() {
    FaultRule rule;
    rule.calls = {Call::poll, Call::ppoll, Call::select, Call::pselect6};
    rule.at_most = 3;
    return rule;
}

FaultRule waiting_for_events() {
    FaultRule rule;
    rule.calls = {Call::epoll_wait, Call::epoll_pwait, Call::epoll_pwait2};
    return rule;
}

FaultRule fails(FaultRule rule, int every, int error) {
    rule.every = every;
    rule.error = error;
    return rule;
}

FaultRule is_cut(FaultRule rule, int every, std::size_t cut_to) {
    rule.every = every;
    rule.cut_to = cut_to;
    return rule;
}

/// Fixture of the fault checks: a failure shows the calls that were hit and what the server did next.
class FaultCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    void six_come_and_go() {
        for (std::uint64_t turn = 0; turn < 6; ++turn) {
            Client& client = connect();
            step("{} comes, does a round trip and leaves", client.name());
            client.round_trip(text(turn, 100));
            client.leave();
        }
        require_all_was_seen();
    }

    void add_circumstances(Finding& finding) override {
        ServerCheck::add_circumstances(finding);
        const EventLog log = server().log();
        std::vector<Event> around;
        int after = 0;
        for (const Event& event : log.events()) {
            if (event.injected) {
                after = 4;
                finding.source = own_line(event);
            }
            if (after > 0 && event.is_call()) around.push_back(event);
            if (after > 0) --after;
        }
        if (!around.empty())
            finding.exhibits.push_back(
                trace_excerpt("The calls that were hit, and what came next", around, client_names()));
    }
};

}  // namespace

GRADED_CHECK(Lab4, FaultCheck, InterruptedReadsAndWritesLoseNothing) {
    expect_that(
        "a read or write that a signal interrupts (EINTR) is simply made again: no byte is lost, no "
        "connection closed");
    start_traced({fails(from_connections(), 3, EINTR), fails(to_connections(), 3, EINTR)});
    step("every third read and every third write of a connection fails with EINTR");
    for (std::uint64_t turn = 0; turn < 3; ++turn) {
        Client& client = connect();
        step("{} does 8 round trips and leaves", client.name());
        for (std::uint64_t message = 0; message < 8; ++message)
            client.round_trip(text(turn * 8 + message, 500));
        client.leave();
    }
    require_all_was_seen();
}

GRADED_CHECK(Lab4, FaultCheck, InterruptedAcceptIsRetried) {
    expect_that(
        "an accept() that a signal interrupts (EINTR), or a poll() or select() before it, is simply made "
        "again");
    start_traced({fails(accepting(), 2, EINTR), fails(waiting_for_clients(), 2, EINTR)});
    step("every second accept() fails with EINTR, and three poll() or select()");
    six_come_and_go();
}

GRADED_CHECK(Lab4, FaultCheck, ShortReadsAndWritesLoseNothing) {
    expect_that(
        "read() and write() may do less than asked; the rest is read or written next, and nothing is lost");
    start_traced({is_cut(from_connections(), 2, 3), is_cut(to_connections(), 2, 1)});
    step("every second read of a connection gets at most 3 bytes, every second write takes only 1");
    for (std::uint64_t turn = 0; turn < 3; ++turn) {
        Client& client = connect();
        step("{} does 6 round trips of 120 bytes and leaves", client.name());
        for (std::uint64_t message = 0; message < 6; ++message)
            client.round_trip(text(turn * 6 + message, 120));
        client.leave();
    }
    require_all_was_seen();
}

GRADED_CHECK(Lab5, FaultCheck, InterruptedWaitIsRetried) {
    expect_that("an epoll_wait() that a signal interrupts (EINTR) is simply made again");
    start_traced({fails(waiting_for_events(), 3, EINTR)});
    step("every third epoll_wait() fails with EINTR");
    six_come_and_go();
}

SHARED_CHECK(FaultCheck, AbortedConnectionIsSkipped) {
    expect_that(
        "accept() reports a client that went away while it waited (ECONNABORTED): the server takes the next "
        "one");
    start_traced({fails(accepting(), 2, ECONNABORTED)});
    step("every second accept() fails with ECONNABORTED");
    six_come_and_go();
}

}  // namespace grader
