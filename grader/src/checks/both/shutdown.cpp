// Stage D: SIGTERM. What had been sent is echoed, everybody is let go, the server ends by itself with status
// 0.
#include <signal.h>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

SHARED_CHECK(ServerCheck, TermEchoesWhatWasSent) {
    // More than a usual buffer, and little enough for one of a single byte under the tracer, on a busy
    // machine.
    constexpr std::size_t most = 5'000;
    constexpr std::size_t few = 1'000;
    const auto bytes_of = [](std::size_t client) { return text(client, client == 0 ? most : few); };
    expect_that(
        "what clients had sent before SIGTERM still comes back, then the end of the stream; exit status 0");
    // Whether the echo wins against SIGTERM must not be left to chance: the tracer holds the threads that
    // have read, so that SIGTERM surely comes in between. Without a tracer the check can only try.
    const bool can_hold = subject().arena->layers().ptrace && subject().arena->layers().seccomp;
    ServerOptions options;
    options.traced = can_hold;
    Server& server = start(options);
    step("4 clients connect and do a round trip");
    const std::vector<Client*> clients = connect_many(4);
    for (Client* client : clients) client->round_trip("hello\n");
    if (can_hold) {
        step("from now on a thread that has read something is held before it can write it");
        server.hold_readers();
    }
    step("one sends {} bytes, the others {} each; wait until the server's kernel has acknowledged them all",
         most, few);
    for (std::size_t index = 0; index < clients.size(); ++index) clients[index]->send(bytes_of(index));
    for (Client* client : clients) client->wait_until_acknowledged();
    end_with_term();
    if (can_hold) {
        server.wait_until_only_held_threads_have_work();
        step("let the threads go on that were held");
        server.release_readers();
    }
    step("only now the clients read");
    for (std::size_t index = 0; index < clients.size(); ++index) {
        clients[index]->expect(bytes_of(index));
        clients[index]->expect_eof();
    }
    expect_clean_exit();
}

namespace {

class IdleEndCheck : public ServerCheck {
 protected:
    /// All but two of `count` clients have had an echo when SIGTERM comes, and `gone` others have left by a
    /// reset.
    void end_with_idle_clients(std::size_t count, int gone = 0) {
        start();
        step("{} clients connect; all but two do a round trip, those say nothing", count);
        const std::vector<Client*> clients = connect_many(count);
        for (std::size_t index = 0; index + 2 < count; ++index) clients[index]->round_trip("hello\n");
        if (gone > 0) step("{} more do a round trip and reset their connections", gone);
        for (int turn = 0; turn < gone; ++turn) {
            Client& client = connect();
            client.round_trip("hello\n");
            client.reset();
        }
        end_with_term();
        step("wait for the server's end, while the clients stay connected");
        expect_clean_exit();
        step("all clients see the end");
        // The two silent ones may still have been waiting to be accepted; those may be reset.
        for (std::size_t index = 0; index + 2 < count; ++index) clients[index]->expect_eof();
        for (std::size_t index = count - 2; index < count; ++index) clients[index]->expect_closed();
    }
};

}  // namespace

GRADED_CHECK(Lab4, IdleEndCheck, TermEndsIdleConnections) {
    expect_that(
        "clients that are connected and silent get the end of the stream; exit status 0, without their help");
    end_with_idle_clients(5);
}

GRADED_CHECK(Lab5, IdleEndCheck, TermEndsAThousandIdleConnections) {
    expect_that(
        "a thousand clients that are connected and silent get the end of the stream; exit status 0 within 2 "
        "s, "
        "without their help");
    end_with_idle_clients(descriptors_for(1'000), 3);
}

SHARED_CHECK(ServerCheck, SecondTermIsHarmless) {
    expect_that("a second SIGTERM changes nothing: exit status 0");
    Server& server = start();
    Client& client = connect();
    client.round_trip("hello\n");
    end_with_term();
    step("… and again, at once and then every few milliseconds until it has ended");
    for (int turn = 0; turn < 400 && !server.exit(); ++turn) {
        server.process().signal(SIGTERM);
        server.process().wait_for_exit(std::chrono::milliseconds(5));
    }
    client.expect_closed();
    expect_clean_exit();
}

}  // namespace grader
