// Practice 3: whether those wait that have nothing to read, and are told when there is something. Where one
// of them is not told, what its client has sent lies in the kernel, and nobody in the server moves.
#include <cstddef>
#include <string>
#include <vector>

#include "checks/rest.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

class WaitingCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    void require_rest(const char* when, const std::string& said) {
        if (const auto unrest = watch_rest(server()).unrest())
            fail(FactKind::asks_instead_of_waiting, when,
                 fmt::format("{}, and the server has no rest: {}", said, *unrest));
    }
};

/// A wait that is wrong is found out by one order in ten or so.
constexpr std::size_t messages_of_a_seed = 200;

class OrderCheck : public WaitingCheck {
    using WaitingCheck::WaitingCheck;

 protected:
    void play(int seed) {
        ServerOptions options;
        options.arguments = {"--workers", "2", "--seed", std::to_string(seed)};
        start(options);
        Client& client = connect();
        exchange(client, 0, seed);
        // Who does not wait misses nothing, and nothing is shown.
        require_rest("after_an_echo", "with --seed " + std::to_string(seed) + " a client has had its echo");
        step("{} sends {} messages, each when the one before has come back and the server sleeps",
             client.name(), messages_of_a_seed);
        for (std::size_t message = 1; message <= messages_of_a_seed; ++message) {
            // One that comes earlier is read without a wait, and no order shows.
            server().wait_until_asleep();
            exchange(client, message, seed);
        }
    }

 private:
    void exchange(Client& client, std::size_t message, int seed) {
        try {
            client.round_trip(text(message, 40));
        } catch (const ClientError& error) {
            if (error.kind == ClientError::Kind::mismatch || server().exit()) throw;
            explain(client, message, seed, error);
        }
    }
    [[noreturn]] void explain(const Client& client, std::size_t message, int seed, const ClientError& error) {
        const Snapshot now = server().wait_until_quiet();
        const Snapshot sockets = server().look();
        const TcpSocket* const socket = sockets.serving(client.local_port());
        if (!now.all_asleep() || socket == nullptr || socket->unread == 0) throw ClientError(error);
        fail(
            FactKind::wake_up_lost, std::to_string(seed),
            fmt::format("message {} was never read: its {} bytes lie in the socket's queue, and every thread "
                        "of the server sleeps. Nobody has been woken for them. To see the steps that led to "
                        "it: start your server with --workers 2 --seed {} --steps",
                        message, socket->unread, seed));
    }
};

}  // namespace

// Each message comes when the task has stopped: whoever is not woken then, is never.
GRADED_CHECK(Practice3, ServerCheck, WhoWaitsIsWoken) {
    expect_that("a task that waits goes on when its client has sent something, and waits for more");
    ServerOptions options;
    options.arguments = {"--workers", "2"};
    Server& server = start(options);
    Client& client = connect();
    step("{} connects; when the server is at rest, it sends a line and waits for it", client.name());
    server.wait_until_quiet();
    essential([&] { client.round_trip("is anybody there?\n"); });
    for (const char* line : {"and now?\n", "and again?\n"}) {
        step("the same once more");
        server.wait_until_quiet();
        client.round_trip(line);
    }
}

GRADED_CHECK(Practice3, WaitingCheck, WhoHasNothingToReadWaits) {
    expect_that("while its clients are silent the server sleeps: it is told when there is something to read");
    ServerOptions options;
    options.arguments = {"--workers", "2"};
    start(options);
    Client& client = connect();
    // Whoever does not wait is not asked whether a wake-up is lost.
    essential([&] {
        step("{} connects and says nothing", client.name());
        require_rest("at_first", "a client is connected that has not said anything yet");
        step("it sends a line, waits for it, and is silent again");
        client.round_trip("is anybody there?\n");
        require_rest("after_an_echo", "the client has had its echo and is silent");
    });
}

GRADED_CHECK(Practice3, ServerCheck, OneWorkerServesAll) {
    constexpr std::size_t crowd = 20;
    expect_that("with --workers 1 one thread serves all clients, and none of them waits for another one");
    ServerOptions options;
    options.arguments = {"--workers", "1"};
    start(options);
    step("{} clients connect; from the newest to the oldest, each sends a line and waits for it", crowd);
    const std::vector<Client*> clients = connect_many(crowd);
    for (std::size_t index = crowd; index-- > 0;) clients[index]->round_trip(text(index, 100));
}

GRADED_CHECK(Practice3, OrderCheck, NoWakeUpIsLost) {
    expect_that(
        "in whatever order the task's steps and the watcher's come, every message is read: the task has "
        "either "
        "seen the news, or is woken for them");
    for (const int seed : {1, 2, 3}) play(seed);
}

}  // namespace grader
