// Stage D (Lab 5: E): SIGTERM. What had been sent is echoed, nobody new is served, everybody is let go, the
// server ends by itself with status 0.
#include <signal.h>

#include <algorithm>

#include "checks/early.hpp"
#include "checks/filling.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/trace/calls.hpp"

namespace grader {

namespace {

bool can_hold() {
    const SandboxLayers& layers = subject().arena->layers();
    return layers.ptrace && layers.seccomp;
}

bool is_clean(const Exit& end) {
    return end.kind == Exit::Kind::exited && end.value == 0;
}

/// Whether a server that has nothing to do but for one silent client ends at SIGTERM as it should.
bool ends_well_without_work() {
    Server server(*subject().arena, subject().server, {}, subject().slowdown);
    server.wait_until_ready();
    const Client client("the silent client", server.endpoint(), server.patience());
    server.wait_until_quiet();
    server.process().signal(SIGTERM);
    const auto ended = server.wait_for_end(std::chrono::milliseconds(2'500));
    return ended && is_clean(*ended);
}

/// A drain that lasts: the tracer holds the threads that have read, so that SIGTERM surely comes before they
/// can write, and everybody else can do what they do meanwhile. Without a tracer the checks can only try.
class DrainCheck : public ServerCheck {
 protected:
    static constexpr std::size_t held_clients = 4;

    Server& start_for_drain() {
        ServerOptions options;
        options.traced = can_hold();
        // More workers than are held, so that some are free to do what SIGTERM asks for; and something that a
        // task waits for between its read and its write.
        if (subject().lab != 4)
            options.arguments = {"--workers", std::to_string(held_clients + 2), "--audit"};
        return start(options);
    }
    /// All of these send, and the threads that have read are held.
    void send_and_hold(const std::vector<Client*>& clients,
                       const std::function<std::string(std::size_t)>& bytes_of) {
        if (can_hold()) {
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
            if (ends_well_without_work()) throw;
        }
    }
    void release() {
        if (!can_hold()) return;
        step("let the threads go on that were held");
        server().release_held();
    }
};

class EchoingDrainCheck : public DrainCheck {
 protected:
    // More than a usual buffer, and little enough for one of a single byte under the tracer, on a busy
    // machine.
    static constexpr std::size_t most = 5'000;
    static constexpr std::size_t few = 1'000;

    /// Lab 5: the worker that has accepted the latecomer, and with it the task that accepts, goes on.
    void let_accepting_go_on(const Client& latecomer) {
        std::optional<int> thread;
        server().for_each_event([&](const Event& event) {
            if (accepts(event.name) && event.other.peer_port == latecomer.local_port()) thread = event.tid;
        });
        if (thread) server().release(*thread);
        server().wait_until_only_held_threads_have_work();
    }
    /// One that connects and sends when the others are held already: of Lab 4 its thread is held before its
    /// first step, of Lab 5 the worker that has just accepted it.
    Client* connect_latecomer() {
        if (!can_hold()) return nullptr;
        HoldPoints points;
        points.reads = true;
        (subject().lab == 4 ? points.births : points.accepts) = true;
        server().hold_at(points);
        Client& latecomer = connect();
        latecomer.send("just in time\n");
        latecomer.wait_until_acknowledged();
        if (!server().wait_until_held(held_clients + 1)) return &latecomer;
        step("{} connects and sends a line; {}", latecomer.name(),
             subject().lab == 4 ? "its thread, just born, is held before its first step"
                                : "the worker that has accepted it is held before it can go on");
        return &latecomer;
    }

    /// Whoever comes after SIGTERM may wait in the backlog or be refused. A server that looks for SIGTERM now
    /// and then may still take one; one that goes on accepting takes them all.
    void expect_nobody_new_is_served() {
        constexpr int newcomers = 5;
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
        fail(
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
    end_with_term();
    if (can_hold()) {
        server.wait_until_only_held_threads_have_work();
        server.hold_at({});  // those that are held stay so
        if (subject().lab != 4 && latecomer != nullptr) let_accepting_go_on(*latecomer);
        step("more clients connect now, and send a line");
        expect_nobody_new_is_served();
    }
    release();
    step("only now the clients read");
    for (std::size_t index = 0; index < clients.size(); ++index) clients[index]->expect(bytes_of(index));
    std::vector<Client*> all = clients;
    if (latecomer != nullptr) {
        // A server of Lab 5 can't know yet whom its kernel has accepted.
        if (subject().lab == 4) latecomer->expect("just in time\n");
        all.push_back(latecomer);
    }
    step("all see the end, and the server ends");
    expect_end(all);
}

SHARED_CHECK(DrainCheck, SecondTermIsHarmless) {
    expect_that("a second SIGTERM, while the first is being obeyed, changes nothing: exit status 0");
    Server& server = start_for_drain();
    const std::vector<Client*> clients = connect_many(2);
    for (Client* client : clients) client->round_trip("hello\n");
    step("{} sends 1,000 bytes; {} is silent", clients[0]->name(), clients[1]->name());
    send_and_hold({clients[0]}, [](std::size_t) { return text(1, 1'000); });
    end_with_term();
    if (can_hold()) server.wait_until_only_held_threads_have_work();
    if (const auto ended = server.exit(); ended && !is_clean(*ended))
        fail("this can only be judged of a server that obeys the first SIGTERM: it " + ended->describe());
    step("… and again while it lets its clients go");
    server.process().signal(SIGTERM);
    server.wait_until_only_held_threads_have_work();
    if (const auto ended = server.exit(); ended && !is_clean(*ended))
        fail("the second SIGTERM ended it: the server " + ended->describe());
    release();
    step("… and every few milliseconds until it has ended");
    for (int turn = 0; turn < 400 && !server.exit(); ++turn) {
        server.process().signal(SIGTERM);
        server.process().wait_for_exit(std::chrono::milliseconds(5));
    }
    expect_end(clients);
}

namespace {

class IdleEndCheck : public ServerCheck {
 protected:
    /// All but two of `count` clients have had an echo when SIGTERM comes; others have left, some of them
    /// before their reply.
    void end_with_idle_clients(std::size_t count) {
        start();
        step("{} clients connect; all but two do a round trip, those say nothing", count);
        const std::vector<Client*> clients = connect_many(count);
        for (std::size_t index = 0; index + 2 < count; ++index) clients[index]->round_trip("hello\n");
        some_have_gone();
        end_with_term();
        step("wait for the server's end, while the clients stay connected");
        expect_clean_exit();
        step("all clients see the end");
        for (Client* client : clients) client->expect_closed();
    }

    /// The one who accepts waits for room then, and not for a client.
    void end_when_full() {
        ServerOptions limited;
        limited.arguments = {"--max-connections", "2"};
        Server& full = start(limited);
        step("2 clients do a round trip and stay: the server is full; one more waits, then comes SIGTERM");
        for (int turn = 0; turn < 2; ++turn) connect().round_trip("hello\n");
        connect({.wait_until_connected = false});
        full.wait_until_quiet();
        end_with_term();
        try {
            expect_clean_exit();
        } catch (CheckFailed& failure) {
            failure.finding.seen +=
                ". It is full (--max-connections 2): who waits for room must hear of SIGTERM, too";
            throw;
        }
    }

 private:
    void some_have_gone() {
        step("3 more do a round trip and reset their connections; 3 send 64 KiB, read nothing and close");
        for (int turn = 0; turn < 3; ++turn) {
            Client& client = connect();
            client.round_trip("hello\n");
            client.reset();
        }
        for (std::uint64_t turn = 0; turn < 3; ++turn) {
            Client& gone = connect();
            for (int piece = 0; piece < 64; ++piece) gone.send_what_fits(text(turn, 1'024));
            gone.close();
        }
        server().wait_until_quiet();
    }
};

}  // namespace

GRADED_CHECK(Lab4, IdleEndCheck, TermEndsIdleConnections) {
    expect_that(
        "clients that are connected and silent get the end of the stream; exit status 0, without their help");
    end_with_idle_clients(5);
    end_when_full();
}

GRADED_CHECK(Lab5, IdleEndCheck, TermEndsAThousandIdleConnections) {
    expect_that(
        "a thousand clients that are connected and silent get the end of the stream; exit status 0 within 2 "
        "s, "
        "without their help");
    end_with_idle_clients(descriptors_for(1'000));
    end_when_full();
}

namespace {

constexpr const char* slow_reader = "TermWaitsForNoSlowReader";
constexpr std::chrono::milliseconds delay(300);

ServerOptions with_arguments(std::vector<std::string> arguments) {
    ServerOptions options;
    options.arguments = std::move(arguments);
    return options;
}

/// A server that gets its SIGTERM while it owes its only client something.
struct Ending {
    explicit Ending(const std::vector<std::string>& arguments)
        : server(*subject().arena, subject().server, with_arguments(arguments), subject().slowdown) {
        server.wait_until_ready();
        client = std::make_unique<Client>("the client", server.endpoint(), server.patience());
    }
    void send_term() {
        server.process().signal(SIGTERM);
        at = std::chrono::steady_clock::now();
    }

    Server server;
    std::unique_ptr<Client> client;
    std::chrono::steady_clock::time_point at;
};

/// Interrupts every wait of its threads.
void wake_up(Server& server) {
    server.process().signal(SIGSTOP);
    server.look_until(
        [](const Snapshot& now) {
            return std::all_of(now.threads.begin(), now.threads.end(),
                               [](const ThreadView& thread) { return thread.state == "T"; });
        },
        only_threads());
    server.process().signal(SIGCONT);
}

/// To one server's client nothing more can be sent; the other server delays its chunks.
struct SlowReader : Scene {
    SlowReader() : stuck({}), delayed({"--delay-ms", std::to_string(delay.count())}) {
        constexpr std::size_t too_much = 64U << 20U;
        fill_up(stuck.server, *stuck.client, too_much);
        // Its buffer has grown meanwhile, and a sleeping send() is told so only when a third of it is free:
        // woken up, as SIGTERM may do it, it would take more.
        for (int turn = 0; turn < 8; ++turn) {
            wake_up(stuck.server);
            if (fill_up(stuck.server, *stuck.client, too_much).sent == 0) break;
        }
        stuck.send_term();
        delayed.client->send(text(4, 4'000));
        delayed.client->wait_until_acknowledged();
        delayed.send_term();
    }

    Ending stuck;
    Ending delayed;
};

[[maybe_unused]] const bool slow_reader_is_set_early =
    set_early(slow_reader, [] { return std::make_unique<SlowReader>(); });

class SlowReaderCheck : public ServerCheck {
 protected:
    void expect_both_end() {
        step("a client sends until nothing more fits, and reads nothing; send SIGTERM, and wait for the end");
        step("the same with --delay-ms {} and 4,000 bytes that have just been sent", delay.count());
        scene_ = take_scene(slow_reader);
        if (trouble(false).empty()) return;
        // The scene was set long ago, and it may be the machine that was slow. So once more, with an eye on
        // what the server does with its time.
        scene_ = take_scene(slow_reader);
        const std::string seen = trouble(true);
        if (!seen.empty() && ends_well_without_work()) fail(seen);
    }

 private:
    // The contract's two seconds, and half a one for good measure.
    static constexpr std::chrono::milliseconds limit{2'500};

    std::string trouble(bool watched) {
        auto& scene = dynamic_cast<SlowReader&>(*scene_);
        std::string seen = trouble_of(scene.stuck, limit, watched);
        if (!seen.empty())
            return seen +
                   ". It waits for a client that does not read: its echo can't be sent, and may be lost";
        seen = trouble_of(scene.delayed, limit + delay, watched);
        if (seen.empty()) return {};
        return fmt::format(
            "with --delay-ms {}: {}. One delay may be slept out, not one for each chunk that "
            "is left",
            delay.count(), seen);
    }
    static std::string trouble_of(Ending& ending, std::chrono::milliseconds most, bool watched) {
        std::optional<Exit> ended = ending.server.exit();
        if (!ended || watched) ended = ending.server.wait_for_end(most);
        if (!ended || (!watched && ended->at - ending.at > most))
            return "more than 2 s after SIGTERM the server is still running";
        return is_clean(*ended) ? "" : "the server " + ended->describe();
    }

    std::unique_ptr<Scene> scene_;
};

}  // namespace

SHARED_CHECK(SlowReaderCheck, TermWaitsForNoSlowReader) {
    expect_that(
        "exit status 0 within 2 s after SIGTERM, though a client does not read; with --delay-ms within 2 s "
        "and one delay");
    expect_both_end();
}

}  // namespace grader
