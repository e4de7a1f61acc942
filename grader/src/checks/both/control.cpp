// Stage D: delays and limits.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "checks/rest.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

class DelayCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    /// Watches a message that was just sent, until any of it has been read. A delay that is slept before the
    /// read leaves it lying there; for one that waits for a CPU, a thread would be ready to run.
    void require_reading(const Client& client, std::size_t bytes) {
        constexpr std::int64_t lies_ns = 60'000'000;
        constexpr int least_looks = 3;
        SnapshotParts parts;
        parts.descriptors = parts.memory = false;
        std::int64_t since_ns = 0;
        int looks = 0;
        const auto is_read = [&](const Snapshot& now) {
            if (client.readable()) return true;
            const auto serving =
                std::find_if(now.sockets.begin(), now.sockets.end(), [&](const TcpSocket& socket) {
                    return socket.local_port == server().endpoint().port &&
                           socket.remote_port == client.local_port() && socket.inode != 0;
                });
            if (serving != now.sockets.end() && serving->unread < bytes) return true;
            const bool lies = serving != now.sockets.end() && now.all_asleep();
            looks = lies ? looks + 1 : 0;
            if (looks == 1) since_ns = now.time_ns;
            if (looks >= least_looks && now.time_ns - since_ns >= lies_ns)
                fail(FactKind::delayed_before_the_read, "",
                     "the message lies unread while the server sleeps" + where(now) +
                         ": the delay comes before the read, so a message that comes late is not delayed at "
                         "all",
                     {thread_table(now, client_names())});
            return false;
        };
        server().settle(is_read, parts);
    }

 private:
    static std::string where(const Snapshot& now) {
        for (const ThreadView& thread : now.threads) {
            if (about(thread.call).waits == Waits::for_a_time)
                return fmt::format(" (thread {} in {})", thread.tid, name_of(thread.call));
        }
        return "";
    }
};

}  // namespace

SHARED_CHECK(DelayCheck, DelayPostponesEveryReply) {
    constexpr auto delay = std::chrono::milliseconds(120);
    const std::string message = "slowly\n";
    expect_that(
        "with --delay-ms 120 each message is read at once, its reply comes no sooner than 120 ms after it, "
        "and "
        "each one comes");
    ServerOptions slow;
    slow.arguments = {"--delay-ms", "120"};
    start(slow);
    Client& client = connect();
    for (int turn = 1; turn <= 2; ++turn) {
        step("{} sends message {} and waits for it", client.name(), turn);
        const auto sent = std::chrono::steady_clock::now();
        client.send(message);
        require_reading(client, message.size());
        client.expect(message);
        // A sleep may last longer than asked, never shorter (nanosleep(2)), so this can't be the machine's
        // fault.
        const auto waited = std::chrono::steady_clock::now() - sent;
        if (waited < delay)
            fail(FactKind::reply_too_soon, "",
                 fmt::format("the reply came after {} ms",
                             std::chrono::duration_cast<std::chrono::milliseconds>(waited).count()));
    }
}

namespace {

/// Whether the delays of many clients run at the same time, told by a clock that runs no faster than the
/// server: a client of a second server whose delayed round trips come one after another.
class OverlapCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    struct Crowd {
        std::size_t clients;
        std::chrono::milliseconds delay;
        std::vector<std::string> arguments;  ///< besides --delay-ms
        std::size_t most_threads;            ///< while they wait
    };

    void expect_overlap(Crowd crowd) {
        // On a busy machine a reply without a delay takes its time, too.
        crowd.delay = std::chrono::duration_cast<std::chrono::milliseconds>(
            crowd.delay * std::clamp(subject_.slowdown, 1.0, 3.0));
        constexpr int most_ticks =
            6;  // delays that overlap take one or two, a queue as many as there are clients
        ServerOptions slow;
        slow.arguments = crowd.arguments;
        slow.arguments.insert(slow.arguments.end(), {"--delay-ms", std::to_string(crowd.delay.count())});
        Server& server = start(slow);
        step(
            "start it a second time, for a clock that runs no faster than the server itself: a client's "
            "delayed "
            "round trips, one after another");
        Server clock_server = subject_.start(slow);
        clock_server.wait_until_ready();
        Client clock("the clock's client", clock_server.endpoint(), clock_server.patience());
        // One that never rests is another check's matter.
        const bool was_restful = watch_rest(clock_server).at_rest();
        step("{} clients connect to the first server, and all send a line", crowd.clients);
        const std::vector<Client*> waiting = connect_many(crowd.clients);
        // Threads that it has for connections, or anyway, are no threads for delays.
        const std::size_t threads_before = server.wait_until_quiet().threads.size();
        const auto line = [](std::size_t client) {
            return fmt::format("me too, says client {}\n", client + 1);
        };
        for (std::size_t index = 0; index < waiting.size(); ++index) waiting[index]->send(line(index));
        const auto missing = [&] {
            return std::count_if(waiting.begin(), waiting.end(),
                                 [](const Client* client) { return !client->readable(); });
        };
        // Whether it was delayed. By a little too short a time perhaps, which DelayPostponesEveryReply says.
        const auto tick = [&] {
            const auto sent = std::chrono::steady_clock::now();
            clock.send("tick\n");
            RestWatch rest;
            while (!clock.readable() && std::chrono::steady_clock::now() - sent < crowd.delay) {
                rest.look(clock_server.look(only_threads()));
                if (missing() > 0) require_few_threads(server, crowd, threads_before);
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
            clock.expect("tick\n");
            if (const auto spinning = rest.spins(); spinning && was_restful)
                fail(FactKind::spins_in_a_delay, "",
                     *spinning +
                         " while a single client's delay is under way: the server spins until it is over",
                     {thread_table(clock_server.look(), client_names())});
            return std::chrono::steady_clock::now() - sent >= 3 * crowd.delay / 4;
        };
        // Not only a connection's first reply is delayed. (With a delay before the read one that comes late
        // is not, but one that comes right after it.)
        int ticks = 0;
        int undelayed_in_a_row = 0;
        const auto count_tick = [&] {
            const bool delayed = tick();
            undelayed_in_a_row = delayed ? 0 : undelayed_in_a_row + 1;
            if (delayed) ++ticks;
            if (undelayed_in_a_row == 2)
                fail(FactKind::reply_too_soon, "",
                     "replies come without a delay: there is nothing to overlap");
        };
        while (missing() > 0 && ticks < most_ticks) count_tick();
        step("{} round trips of the clock later, count the replies", ticks);
        if (missing() > 0)
            fail(FactKind::delays_in_a_queue, "",
                 fmt::format("{} of the {} clients are still waiting: the delays stand in a queue", missing(),
                             crowd.clients));
        for (std::size_t index = 0; index < waiting.size(); ++index) waiting[index]->expect(line(index));
        const int ticks_so_far = ticks;
        while (ticks == ticks_so_far) count_tick();
    }

 private:
    void require_few_threads(Server& server, const Crowd& crowd, std::size_t before) {
        SnapshotParts count = only_threads();
        count.calls = false;
        const std::size_t threads = server.look(count).threads.size();
        if (threads > std::max(crowd.most_threads, before + 4))
            fail(
                FactKind::delays_on_threads, "",
                fmt::format("while {} replies are pending the server has {} threads: the delays are slept by "
                            "threads",
                            crowd.clients, threads));
    }
};

}  // namespace

GRADED_CHECK(Lab4, OverlapCheck, DelaysOverlapAcrossClients) {
    expect_that(
        "delays of different clients run at the same time: 16 clients that send together have their replies "
        "after about one delay, not after sixteen");
    constexpr std::size_t any_number = 10'000;  // other checks count them
    expect_overlap({16, std::chrono::milliseconds(100), {}, any_number});
}

GRADED_CHECK(Lab5, OverlapCheck, TwoHundredDelaysRunTogetherOnOneWorker, .clients = 200) {
    expect_that(
        "one worker has 200 delays pending at the same time, and no thread sleeps any of them: 200 clients "
        "that "
        "send together have their replies after about one delay, not after two hundred");
    constexpr std::size_t worker_and_others = 1 + 4;
    expect_overlap({demand.clients, std::chrono::milliseconds(100), {"--workers", "1"}, worker_and_others});
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
    one.round_trip("one\n");
    // One that does not rest either while there is room is another check's matter.
    const bool was_restful = watch_rest(server).at_rest();
    Client& two = connect();
    two.round_trip("two\n");
    Client& three = connect({.wait_until_connected = false});
    step("{} and {} are being served; {} connects and sends", one.name(), two.name(), three.name());
    three.send("three\n");
    for (std::uint64_t turn = 0; turn < 10; ++turn) {
        one.round_trip(text(turn, 100));
        two.round_trip(text(turn, 100));
    }
    step("wait until the server sleeps: {} must have got neither an answer nor an end", three.name());
    const auto unrest = watch_rest(server).unrest();
    if (three.readable())
        fail(FactKind::limit_not_kept, three.available() > 0 ? "answered" : "turned_away",
             fmt::format("{} got an answer, or was turned away, while two others were being served",
                         three.name()));
    if (unrest && was_restful)
        fail(FactKind::spins_while_full, "",
             *unrest + " in which nobody said anything: the server spins while it waits for room",
             {thread_table(server.look(), client_names())});
    step("{} leaves", one.name());
    one.leave();
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
        next.leave();
    }
}

}  // namespace grader
