// Stage D (Lab 5: E): SIGTERM without work. Everybody is let go, and the server ends by itself with status 0.
#include <signal.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checks/filling.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

class IdleEndCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    static constexpr std::size_t small_crowd = 5;

    /// All but two of `count` clients have had an echo when SIGTERM comes; others have left, some of them
    /// before their reply.
    void end_with_idle_clients(std::size_t count, bool some_go = true) {
        start();
        step("{} clients connect; all but two do a round trip, those say nothing", count);
        const std::vector<Client*> clients = connect_many(count);
        for (std::size_t index = 0; index + 2 < count; ++index) clients[index]->round_trip("hello\n");
        if (some_go && !survives_some_that_go()) {
            // Others' checks are about that; here it must show how it ends.
            step("it has not survived that; once more without them");
            end_with_idle_clients(small_crowd, false);
            return;
        }
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
    bool survives_some_that_go() {
        step(
            "6 more connect and do a round trip; then 3 reset their connections, and 3 send, read nothing "
            "and "
            "close, one of them when nothing more fits");
        try {
            // All at the same time: where one left something behind by its descriptor's number, a later one
            // with that number would clean up after it.
            const std::vector<Client*> passing = connect_many(6);
            for (Client* client : passing) client->round_trip("hello\n");
            // The server is in the middle of a write when this one goes: it can't be through by chance.
            fill_up(server(), *passing.back(), too_much);
            for (std::uint64_t index = 0; index < passing.size(); ++index) {
                Client& client = *passing[index];
                if (index % 2 == 0) {
                    client.reset();
                    continue;
                }
                for (int piece = 0; piece < 64; ++piece) client.send_what_fits(text(index, 1'024));
                client.close();
            }
            server().wait_until_quiet();
        } catch (const ClientError&) {
            return false;
        } catch (const ServerError&) {
            return false;
        }
        return !server().exit();
    }
};

}  // namespace

GRADED_CHECK(Lab4, IdleEndCheck, TermEndsIdleConnections) {
    expect_that(
        "clients that are connected and silent get the end of the stream; exit status 0, without their help");
    end_with_idle_clients(small_crowd);
    end_when_full();
}

GRADED_CHECK(Lab5, IdleEndCheck, TermEndsAThousandIdleConnections, .clients = 1'000, .fewer_will_do = true) {
    expect_that(
        "a thousand clients that are connected and silent get the end of the stream; exit status 0 within 2 "
        "s, "
        "without their help");
    end_with_idle_clients(as_many_as_fit(demand.clients));
    end_when_full();
}

}  // namespace grader
