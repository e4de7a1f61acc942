// Stage D (Lab 5: E): SIGTERM while there is work. What had been sent is echoed, nobody new is served, and a
// second SIGTERM changes nothing.
#include <signal.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "base/labs.hpp"
#include "checks/hold_at_term.hpp"
#include "checks/plain_end.hpp"
#include "checks/server_check.hpp"
#include "evidence/calibration.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

/// A drain that lasts: the tracer holds the threads that have read, so that SIGTERM surely comes before they
/// can write, and everybody else can do what they do meanwhile. Without a tracer the checks can only try.
class DrainCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    static constexpr std::size_t held_clients = 4;

    Server& start_for_drain() {
        ServerOptions options;
        options.traced = subject_.can_trace();
        // More workers than are held, so that some are free to do what SIGTERM asks for; and something that a
        // task waits for between its read and its write.
        if (properties_of(subject_.lab).model == Model::tasks)
            options.arguments = {"--workers", std::to_string(held_clients + 2), "--audit"};
        return start(options);
    }
    /// All of these send, and the threads that have read are held.
    void send_and_hold(const std::vector<Client*>& clients,
                       const std::function<std::string(std::size_t)>& bytes_of) {
        if (subject_.can_trace()) {
            require_all_was_seen();
            step("from now on a thread that has read something is held before it can write it");
            server().hold_at({.reads = true});
        }
        for (std::size_t index = 0; index < clients.size(); ++index) clients[index]->send(bytes_of(index));
        for (Client* client : clients) client->wait_until_acknowledged();
    }
    /// All clients are let go, and the server ends. One that does not do that without work either is another
    /// check's business.
    void expect_end(const std::vector<Client*>& clients) {
        try {
            for (Client* client : clients) client->expect_closed();
            expect_clean_exit();
        } catch (const std::exception&) {
            if (ends_well_without_work(subject_)) throw;
        }
    }
    void release() {
        if (!subject_.can_trace()) return;
        step("let the threads go on that were held");
        server().release_held();
    }
};

class EchoingDrainCheck : public DrainCheck {
    using DrainCheck::DrainCheck;

 protected:
    // More than a usual buffer, and little enough for one of a single byte under the tracer, on a busy
    // machine.
    static constexpr std::size_t most = 5'000;
    static constexpr std::size_t few = 1'000;

    /// One that still waits in the backlog may be reset.
    bool was_accepted(const Client& client) {
        bool accepted = false;
        server().for_each_event([&](const Event& event) {
            accepted = accepted || (accepts(event.call) && event.other.peer_port == client.local_port());
        });
        return accepted;
    }
    /// Lab 5: the worker that has accepted the latecomer, and with it the task that accepts, goes on.
    void let_accepting_go_on(const Client& latecomer) {
        std::optional<int> thread;
        server().for_each_event([&](const Event& event) {
            if (accepts(event.call) && event.other.peer_port == latecomer.local_port()) thread = event.tid;
        });
        if (thread) server().release(*thread);
        server().wait_until_only_held_threads_have_work();
    }
    /// One that connects and sends when the others are held already: of Lab 4 its thread is held before its
    /// first step, of Lab 5 the worker that has just accepted it.
    Client* connect_latecomer() {
        if (!subject_.can_trace()) return nullptr;
        HoldPoints points;
        points.reads = true;
        (properties_of(subject_.lab).has_threads() ? points.births : points.accepts) = true;
        server().hold_at(points);
        Client& latecomer = connect();
        latecomer.send("just in time\n");
        latecomer.wait_until_acknowledged();
        if (!server().wait_until_held(held_clients + 1)) return &latecomer;
        step("{} connects and sends a line; {}", latecomer.name(),
             properties_of(subject_.lab).has_threads()
                 ? "its thread, just born, is held before its first step"
                 : "the worker that has accepted it is held before it can go on");
        return &latecomer;
    }

    /// One that has two seconds for its end, and many calls to make until then, may not come to the last.
    static bool gave_up(const ClientError& error) {
        return error.kind == ClientError::Kind::closed || error.kind == ClientError::Kind::reset;
    }
    [[nodiscard]] bool is_slow_now() const {
        constexpr double slow = 2;
        return subject_.slowdown >= slow || measure_slowdown() >= slow;
    }

    /// Whoever comes after SIGTERM may wait in the backlog or be refused. A server that looks for SIGTERM now
    /// and then may still take one; one that goes on accepting takes them all.
    void expect_nobody_new_is_served() {
        constexpr int newcomers = 16;  // half a second, and more
        for (int turn = 0; turn < newcomers; ++turn) {
            try {
                Client newcomer(fmt::format("newcomer {}", turn + 1), server().endpoint(),
                                server().patience(), {.wait_until_connected = false});
                newcomer.send_what_fits("am I too late?\n");
                server().wait_until_only_held_threads_have_work();
                const bool served = newcomer.available() > 0;
                newcomer.reset();
                if (!served) return;
            } catch (const ClientError&) {
                return;
            }
        }
        fail(FactKind::accepts_after_term, "",
             fmt::format("{} clients that connected one after another when SIGTERM had come were all served: "
                         "the server goes on accepting while it waits for its old clients",
                         newcomers));
    }
};

}  // namespace

SHARED_CHECK(EchoingDrainCheck, TermEchoesWhatWasSent) {
    const auto bytes_of = [](std::size_t client) { return text(client, client == 0 ? most : few); };
    expect_that(
        "what clients had sent before SIGTERM still comes back, and then the end; nobody new is served; exit "
        "status 0");
    Server& server = start_for_drain();
    step("{} clients connect and do a round trip", held_clients);
    const std::vector<Client*> clients = connect_many(held_clients);
    for (Client* client : clients) client->round_trip("hello\n");
    step("one sends {} bytes, the others {} each; wait until the server's kernel has acknowledged them all",
         most, few);
    send_and_hold(clients, bytes_of);
    Client* const latecomer = connect_latecomer();
    // A server of Lab 5 can't know yet whom its kernel has accepted.
    const bool owes_the_latecomer =
        latecomer != nullptr && properties_of(subject_.lab).has_threads() && was_accepted(*latecomer);
    const HoldAtTerm hold;
    end_with_term();
    if (subject_.can_trace()) {
        server.wait_until_only_held_threads_have_work();
        server.hold_at({});  // those that are held stay so
        if (!properties_of(subject_.lab).has_threads() && latecomer != nullptr)
            let_accepting_go_on(*latecomer);
        step("more clients connect now, and send a line");
        expect_nobody_new_is_served();
    }
    release();
    const bool may_have_given_up = subject_.can_trace() && hold.was_too_long();
    step("only now the clients read");
    std::vector<Client*> all = clients;
    try {
        for (std::size_t index = 0; index < clients.size(); ++index) clients[index]->expect(bytes_of(index));
        if (owes_the_latecomer) latecomer->expect("just in time\n");
    } catch (const ClientError& error) {
        if (may_have_given_up)
            inconclusive(
                "this machine was so busy that the server's threads were held for more than a second after "
                "SIGTERM: it may have given its clients up by then");
        if (hold.was_too_long() && gave_up(error) && is_slow_now())
            inconclusive(
                "this machine was so busy that a second after SIGTERM the server was still at work, and then "
                "it gave its clients up, as it may");
        throw;
    }
    if (latecomer != nullptr) all.push_back(latecomer);
    step("all see the end, and the server ends");
    expect_end(all);
}

SHARED_CHECK(DrainCheck, SecondTermIsHarmless) {
    expect_that("a second SIGTERM, while the first is being obeyed, changes nothing: exit status 0");
    Server& server = start_for_drain();
    Client& client = connect();
    client.round_trip("hello\n");
    step("{} sends 1,000 bytes", client.name());
    send_and_hold({&client}, [](std::size_t) { return text(1, 1'000); });
    end_with_term();
    if (subject_.can_trace()) server.wait_until_only_held_threads_have_work();
    if (const auto ended = server.exit(); ended && !is_clean(*ended))
        fail(FactKind::first_term_ends_it, "",
             "this can only be judged of a server that obeys the first SIGTERM: it " + ended->describe());
    step("… and again while it lets its client go");
    server.process().signal(SIGTERM);
    server.wait_until_only_held_threads_have_work();
    if (const auto ended = server.exit(); ended && !is_clean(*ended))
        fail(FactKind::second_term_ends_it, "",
             "the second SIGTERM ended it: the server " + ended->describe());
    release();
    step("… and every few milliseconds until it has ended");
    for (int turn = 0; turn < 400 && !server.exit(); ++turn) {
        server.process().signal(SIGTERM);
        server.process().wait_for_exit(std::chrono::milliseconds(5));
    }
    expect_end({&client});
}

}  // namespace grader
