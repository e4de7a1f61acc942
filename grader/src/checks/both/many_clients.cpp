// Stage B, seen from the clients: nobody waits for anybody else. Order proves it, not time: a server that
// serves one client at a time can't answer the newest first.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/server_check.hpp"
#include "checks/some_answer.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

class CrowdCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    void answer_newest_first(std::size_t count) {
        start();
        step("{} clients connect and stay", count);
        const std::vector<Client*> clients = connect_many(count);
        step(
            "from the newest to the oldest, each sends a message and waits for it before the next one sends");
        essential([&] { clients.back()->round_trip(text(count - 1, 200)); });
        for (std::size_t index = count - 1; index-- > 0;) clients[index]->round_trip(text(index, 200));
        step("all send at once, then all read, newest first");
        for (std::size_t index = 0; index < count; ++index) clients[index]->send(text(100 + index, 2'000));
        for (std::size_t index = count; index-- > 0;) clients[index]->expect(text(100 + index, 2'000));
        step("all leave");
        for (Client* client : clients) client->leave();
    }
};

class DribbleCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    /// While another client is connected that has been answered. Before it is taken for granted that only one
    /// is served at a time, each of these must have got nothing: some may have to share a thread.
    void some_round_trip(const std::vector<Client*>& others, std::string_view message) {
        try {
            others.front()->round_trip(message);
        } catch (const ClientError& error) {
            if (error.kind != ClientError::Kind::mismatch && !one_gets_something(others, message)) throw;
            first_trouble_ = error;
        }
    }

    /// What went wrong, though several are served at once.
    std::optional<ClientError> first_trouble_;
};

}  // namespace

SHARED_CHECK(ServerCheck, SilentClientBlocksNobody) {
    expect_that("the others are served while one client is connected and says nothing");
    start();
    Client& silent = connect();
    step("{} connects and says nothing", silent.name());
    Client& second = connect();
    step("{} connects, sends a message and waits for it", second.name());
    essential([&] { second.round_trip("I have something to say\n"); });
    Client& third = connect();
    step("{} does the same", third.name());
    third.round_trip("so do I\n");
    step("now {} speaks, too", silent.name());
    silent.round_trip("at last\n");
}
ALSO_IN(Practice4, SilentClientBlocksNobody);

SHARED_CHECK(DribbleCheck, DribblingClientHoldsNobodyUp) {
    expect_that(
        "each single byte comes back before the next one is sent, and the others are served in between");
    start();
    Client& slow = connect();
    const std::vector<Client*> others = connect_many(4);
    step("{} sends a message byte by byte, and waits for each byte; after each, four others do a round trip",
         slow.name());
    const std::string message = "one byte at a time";
    for (std::size_t index = 0; index < message.size(); ++index) {
        slow.round_trip(message.substr(index, 1));
        for (Client* other : others) {
            const std::string line = text(index, 100);
            if (index > 0 || other != others.front()) {
                other->round_trip(line);
                continue;
            }
            essential([&] { some_round_trip(others, line); });
            if (first_trouble_) throw ClientError(*first_trouble_);
        }
    }
}

GRADED_CHECK(Lab4, CrowdCheck, SixtyFourClientsAnsweredNewestFirst) {
    expect_that(
        "with 64 clients connected, the one that came last is answered first, and so on down to the first");
    answer_newest_first(64);
}

GRADED_CHECK(Lab5, CrowdCheck, ThousandClientsAnsweredNewestFirst, .clients = 1'000, .fewer_will_do = true) {
    expect_that(
        "with 1,000 clients connected, the one that came last is answered first, and so on down to the "
        "first");
    answer_newest_first(as_many_as_fit(demand.clients));
}

}  // namespace grader
