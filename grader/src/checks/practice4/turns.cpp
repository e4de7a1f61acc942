// Practice 4: whose turn it is. Everybody's who has been woken, and nobody's else; and when nobody has been,
// the only thread sleeps.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "checks/rest.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

class TurnsCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    void require_one_thread() {
        const Snapshot now = server().look(only_threads());
        if (now.threads.size() > 1)
            fail(FactKind::several_threads, std::to_string(now.threads.size()),
                 fmt::format("there are {} threads: all tasks are to have their turns on the one that called "
                             "block_on()",
                             now.threads.size()));
    }

    /// Nobody wakes a thread that sleeps through several looks, while what a client has sent lies there.
    void require_all_are_read(const std::vector<Client*>& clients) {
        constexpr int looks_that_tell = 5;
        Snapshot before;
        int still = 0;
        server().look_until([&](const Snapshot& now) {
            unread_ = static_cast<std::size_t>(
                std::count_if(clients.begin(), clients.end(), [&](const Client* client) {
                    const TcpSocket* const socket = now.serving(client->local_port());
                    return socket != nullptr && socket->unread > 0;
                }));
            const bool same = now.all_asleep() && now.switches() == before.switches();
            still = same && unread_ > 0 ? still + 1 : 0;
            before = now;
            return unread_ == 0 || still == looks_that_tell;
        });
        if (unread_ > 0)
            fail(FactKind::delays_in_a_queue, "",
                 fmt::format("while one client's delay is slept out, what {} others have sent lies unread",
                             unread_));
    }

 private:
    std::size_t unread_ = 0;
};

}  // namespace

GRADED_CHECK(Practice4, TurnsCheck, OneThreadSleepsWhenNobodyIsWoken) {
    constexpr std::size_t crowd = 20;
    expect_that("one thread serves all clients, and while they are silent it sleeps in epoll_wait");
    start();
    step("{} clients connect, send a line and wait for it", crowd);
    for (Client* client : connect_many(crowd)) client->round_trip("hello\n");
    require_one_thread();
    step("all are silent");
    if (const auto unrest = watch_rest(server()).unrest())
        fail(FactKind::busy_in_silence, "cpu",
             "all clients are silent, and the server has no rest: " + *unrest);
}

GRADED_CHECK(Practice4, TurnsCheck, DelaysPassTogether) {
    constexpr std::size_t crowd = 10;
    expect_that("each client's delay is a sleep of its own task: the others go on meanwhile");
    ServerOptions options;
    options.arguments = {"--delay-ms", "500"};
    start(options);
    step("{} clients connect, and all send a line", crowd);
    const std::vector<Client*> clients = connect_many(crowd);
    for (std::size_t index = 0; index < crowd; ++index) clients[index]->send(text(index, 60));
    step("all of that is read before the delays are over, or the thread is not asleep");
    require_all_are_read(clients);
    step("all have their echo");
    for (std::size_t index = 0; index < crowd; ++index) clients[index]->expect(text(index, 60));
}

GRADED_CHECK(Practice4, TurnsCheck, AWakeTooManyIsHarmless) {
    constexpr std::size_t crowd = 12;
    constexpr std::size_t rounds = 6;
    expect_that(
        "a task may be woken twice, when it waits for something else by now, and when it has ended: it has "
        "at "
        "most a turn in which nothing comes of it");
    for (const char* seed : {"1", "2", "3"}) {
        ServerOptions options;
        options.arguments = {"--seed", seed, "--delay-ms", "5"};
        start(options);
        step("{} times {} clients connect, send two lines, wait for them and leave", rounds, crowd);
        for (std::size_t round = 0; round < rounds; ++round) {
            const std::vector<Client*> clients = connect_many(crowd);
            for (const char* line : {"first\n", "second\n"}) {
                for (Client* client : clients) client->send(line);
                for (Client* client : clients) client->expect(line);
            }
            for (Client* client : clients) client->leave();
        }
        expect_still_there();
        if (const auto unrest = watch_rest(server()).unrest())
            fail(FactKind::busy_in_silence, "cpu", "nobody is there, and the server has no rest: " + *unrest);
        end_with_term();
        expect_clean_exit();
        end_is_no_news_ = false;
    }
}

}  // namespace grader
