// Stage D: delays and limits.
#include <algorithm>
#include <chrono>
#include <thread>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

SHARED_CHECK(ServerCheck, DelayPostponesEveryReply) {
    constexpr auto delay = std::chrono::milliseconds(120);
    expect_that(
        "with --delay-ms 120 no reply comes sooner than 120 ms after its message, and each one comes");
    ServerOptions slow;
    slow.arguments = {"--delay-ms", "120"};
    start(slow);
    Client& client = connect();
    for (int turn = 1; turn <= 3; ++turn) {
        step("{} sends message {} and waits for it", client.name(), turn);
        const auto sent = std::chrono::steady_clock::now();
        client.round_trip("slowly\n");
        // A sleep may last longer than asked, never shorter (nanosleep(2)), so this can't be the machine's
        // fault.
        const auto waited = std::chrono::steady_clock::now() - sent;
        if (waited < delay)
            fail(fmt::format("the reply came after {} ms",
                             std::chrono::duration_cast<std::chrono::milliseconds>(waited).count()));
    }
}

namespace {

/// Whether the delays of many clients run at the same time, told by a clock that runs no faster than the
/// server: a client of a second server whose delayed round trips come one after another.
class OverlapCheck : public ServerCheck {
 protected:
    struct Crowd {
        std::size_t clients;
        std::chrono::milliseconds delay;
        std::vector<std::string> arguments;  ///< besides --delay-ms
    };

    void expect_overlap(const Crowd& crowd) {
        constexpr int most_ticks =
            6;  // delays that overlap take one or two, a queue as many as there are clients
        ServerOptions slow;
        slow.arguments = crowd.arguments;
        slow.arguments.insert(slow.arguments.end(), {"--delay-ms", std::to_string(crowd.delay.count())});
        start(slow);
        step(
            "start it a second time, for a clock that runs no faster than the server itself: a client's "
            "delayed "
            "round trips, one after another");
        Server clock_server(*subject().arena, subject().server, slow, subject().slowdown);
        clock_server.wait_until_ready();
        Client clock("the clock's client", clock_server.endpoint(), clock_server.patience());
        step("{} clients connect to the first server, and all send a line", crowd.clients);
        const std::vector<Client*> waiting = connect_many(crowd.clients);
        const auto line = [](std::size_t client) {
            return fmt::format("me too, says client {}\n", client + 1);
        };
        for (std::size_t index = 0; index < waiting.size(); ++index) waiting[index]->send(line(index));
        const auto missing = [&] {
            return std::count_if(waiting.begin(), waiting.end(),
                                 [](const Client* client) { return !client->readable(); });
        };
        const auto tick = [&] {
            const auto sent = std::chrono::steady_clock::now();
            clock.round_trip("tick\n");
            if (std::chrono::steady_clock::now() - sent < crowd.delay)
                fail("replies come without a delay: there is nothing to overlap");
        };
        int ticks = 0;
        for (; missing() > 0 && ticks < most_ticks; ++ticks) tick();
        step("{} round trips of the clock later, count the replies", ticks);
        if (missing() > 0)
            fail(fmt::format("{} of the {} clients are still waiting: the delays stand in a queue", missing(),
                             crowd.clients));
        for (std::size_t index = 0; index < waiting.size(); ++index) waiting[index]->expect(line(index));
        tick();  // a second time at least: not only a connection's first reply is delayed
    }
};

}  // namespace

GRADED_CHECK(Lab4, OverlapCheck, DelaysOverlapAcrossClients) {
    expect_that(
        "delays of different clients run at the same time: 16 clients that send together have their replies "
        "after about one delay, not after sixteen");
    expect_overlap({16, std::chrono::milliseconds(100), {}});
}

GRADED_CHECK(Lab5, OverlapCheck, TwoHundredDelaysRunTogetherOnOneWorker) {
    expect_that(
        "one worker has 200 delays pending at the same time: 200 clients that send together have their "
        "replies "
        "after about one delay, not after two hundred");
    expect_overlap({200, std::chrono::milliseconds(100), {"--workers", "1"}});
}

SHARED_CHECK(ServerCheck, ConnectionLimitMakesTheNextClientWait) {
    expect_that(
        "with --max-connections 2 a third client is neither served nor refused while two are; it is served "
        "when "
        "one of them leaves");
    ServerOptions limited;
    limited.arguments = {"--max-connections", "2"};
    Server& server = start(limited);
    Client& one = connect();
    Client& two = connect();
    one.round_trip("one\n");
    two.round_trip("two\n");
    Client& three = connect();
    step("{} and {} are being served; {} connects and sends", one.name(), two.name(), three.name());
    three.send("three\n");
    for (std::uint64_t turn = 0; turn < 10; ++turn) {
        one.round_trip(text(turn, 100));
        two.round_trip(text(turn, 100));
    }
    step("wait until the server sleeps: {} must have got neither an answer nor an end", three.name());
    server.wait_until_quiet();
    if (three.readable())
        fail(fmt::format("{} got an answer, or was turned away, while two others were being served",
                         three.name()));
    step("{} leaves", one.name());
    one.shutdown_write();
    one.expect_eof();
    one.close();
    step("now {} is served", three.name());
    three.expect("three\n");
    three.round_trip("thank you\n");
    step("{} and {} leave; six more come and go, one after another, half of them by a reset", two.name(),
         three.name());
    two.close();
    three.close();
    for (std::uint64_t turn = 0; turn < 6; ++turn) {
        Client& next = connect();
        next.round_trip(text(turn, 50));
        if (turn % 2 == 0) {
            next.reset();
            continue;
        }
        next.shutdown_write();
        next.expect_eof();
        next.close();
    }
}

}  // namespace grader
