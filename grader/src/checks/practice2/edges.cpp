// Practice 2, edges: the same loop, and the kernel tells of each change once. What a server overlooks then is
// still there: in its sockets' queues.
#include <fmt/format.h>
#include <signal.h>
#include <sys/epoll.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/calls.hpp"
#include "checks/practice1/loop_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

constexpr int tries = 200;
constexpr std::chrono::milliseconds between_tries(5);

class EdgeCheck : public LoopCheck {
    using LoopCheck::LoopCheck;

 protected:
    /// The kernel's list of what is watched has EPOLLET for this client.
    void require_its_kind_of(const Client& client) override {
        SnapshotParts parts;
        parts.memory = false;
        parts.epolls = true;
        const Snapshot now = server().look(parts);
        const auto events = now.epoll_events(client.local_port());
        if (!events) fail_without_an_epoll(now, client);
        if ((*events & EPOLLET) != 0) return;
        fail(FactKind::level_triggered, "",
             fmt::format("{} is watched level-triggered: the kernel's list (/proc/PID/fdinfo) has {:#x} for "
                         "it, without EPOLLET, which is {:#x}",
                         client.name(), *events, static_cast<unsigned>(EPOLLET)));
    }

    /// Bytes, or the end of the stream, lie in the queue of the socket that serves this client, and the
    /// server sleeps in epoll_wait(): it will never hear of them.
    void look_for_what_is_left(const Client& client, const std::string& trouble) override {
        const auto seen = left_in_its_queue(client);
        if (seen.unread == 0 && !seen.only_the_end) return;
        if (seen.only_the_end)
            fail(FactKind::end_left_unread, "",
                 fmt::format(
                     "{}. The end of its stream has come (the socket is in CLOSE_WAIT), and the server "
                     "sleeps in {}()",
                     trouble, seen.call));
        fail(
            while_it_paused_ ? FactKind::does_not_read_on : FactKind::left_unread,
            std::to_string(seen.unread),
            fmt::format("{}. {} bytes of {} lie unread in the socket's queue, and the server sleeps in {}(): "
                        "for it they are no news",
                        trouble, seen.unread, client.name(), seen.call),
            one_byte_more(client));
    }

    /// What waits for the server comes to it all at once, as one event: it is stopped meanwhile (SIGSTOP).
    template <typename Happens>
    void while_it_is_stopped(const Happens& happens) {
        server().wait_until_quiet();
        server().process().signal(SIGSTOP);
        server().look_until([](const Snapshot& now) { return !now.all_asleep(); }, only_threads());
        happens();
        server().process().signal(SIGCONT);
    }
    /// All that it has sent is in the stopped server's queue, as far as it fits there.
    static void wait_until_there(const Client& client) {
        for (int turn = 0; turn < tries && client.unacknowledged() > 0; ++turn)
            std::this_thread::sleep_for(between_tries);
    }
    void reads_what_came_at_once(Client& client, std::uint64_t from, std::size_t size) {
        const std::string bytes = text(from, size);
        step("the server is stopped (SIGSTOP) until all of {}'s next {} bytes are there: that is one event",
             client.name(), bytes.size());
        while_it_is_stopped([&] {
            client.send(bytes);
            wait_until_there(client);
        });
        try {
            client.expect(bytes);
        } catch (const ClientError& error) {
            talker_ = &client;
            look_for_what_is_left(client, error.what());
            throw;
        }
    }

    bool while_it_paused_ = false;
    Client* talker_ = nullptr;  ///< who may say one byte more

 private:
    struct Left {
        std::uint64_t unread = 0;
        bool only_the_end = false;
        std::string call;
    };

    /// Nothing if it is on its way to it: only of one that sleeps in epoll_wait() is it known.
    Left left_in_its_queue(const Client& client) {
        Left left;
        try {
            server().wait_until_quiet();
            const Snapshot now = server().look();
            const TcpSocket* socket = now.serving(client.local_port());
            if (socket == nullptr || !now.all_asleep() || now.threads.empty()) return left;
            const Call call = now.threads.front().call;
            if (call != Call::none && call != Call::epoll_wait && call != Call::epoll_pwait &&
                call != Call::epoll_pwait2)
                return left;
            left.call = call == Call::none ? "epoll_wait" : name_of(call);
            left.unread = socket->unread;
            // The kernel counts the end as a byte more if it came by itself.
            left.only_the_end = socket->state == tcp_close_wait && socket->unread <= 1;
        } catch (const std::runtime_error&) {
            // It has ended; its end says more.
        }
        return left;
    }

    /// It wakes the server, and that is the proof that it was asleep beside what it had to do.
    std::vector<Exhibit> one_byte_more(const Client& client) {
        if (talker_ == nullptr) return {};
        const std::size_t before = talker_->available();
        talker_->send_what_fits("!");
        for (int turn = 0; turn < tries && talker_->available() == before; ++turn)
            std::this_thread::sleep_for(between_tries);
        const std::size_t more = talker_->available() - before;
        if (more == 0) return {};
        return {{"One byte more",
                 {fmt::format("then {} sent a single byte more, a change, and {} bytes came back",
                              client.name(), more)}}};
    }

    [[noreturn]] void fail_without_an_epoll(const Snapshot& now, const Client& client) {
        const TcpSocket* socket = now.serving(client.local_port());
        if (socket == nullptr || socket->inode == 0)
            inconclusive("this machine does not show which socket serves which client");
        const bool has_epoll =
            std::any_of(now.descriptors.begin(), now.descriptors.end(),
                        [](const DescriptorView& view) { return view.target == "anon_inode:[eventpoll]"; });
        if (has_epoll && now.epolls.empty())
            inconclusive("this machine does not show what an epoll watches (/proc/PID/fdinfo)");
        fail(FactKind::never_in_an_epoll, "",
             fmt::format("{} is served, and no epoll watches its socket", client.name()));
    }
};

class PauseCheck : public EdgeCheck {
    using EdgeCheck::EdgeCheck;

 protected:
    void keep_the_rest_between_edges() {
        while_it_paused_ = true;
        keep_the_rest();
    }
};

}  // namespace

GRADED_CHECK(Practice2, EdgeCheck, ConnectionsAreEdgeTriggered) {
    expect_that("clients are served, and the kernel's list has EPOLLET for each connection");
    start();
    step("3 clients connect one after another; each sends a line and waits for it; then all once more");
    essential([&] {
        std::vector<Client*> clients;
        for (std::uint64_t index = 0; index < 3; ++index) {
            clients.push_back(&connect());
            clients.back()->round_trip(text(index, 80));
        }
        for (Client* client : clients) client->round_trip("once more\n");
        step("look at what the server's epoll watches");
        server().wait_until_quiet();
        for (const Client* client : clients) require_its_kind_of(*client);
    });
    require_one_thread();
}

GRADED_CHECK(Practice2, EdgeCheck, ReadsUntilNothingIsLeft) {
    expect_that("all that one event stands for is read and echoed, however much it is");
    start();
    Client& client = connect();
    client.round_trip("hello\n");
    require_its_kind_of(client);
    for (std::uint64_t turn = 0; turn < 2; ++turn) {
        reads_what_came_at_once(client, turn, 60'000);
        reads_what_came_at_once(client, turn + 5, 16'384);
    }
}

GRADED_CHECK(Practice2, EdgeCheck, AcceptsAllWhoWait) {
    constexpr std::size_t crowd = 12;
    expect_that("all who wait to be accepted are accepted when the server hears of the first of them");
    start();
    Client& first = connect();
    first.round_trip("hello\n");
    require_its_kind_of(first);
    step("the server is stopped (SIGSTOP) until {} more have connected: that is one event", crowd);
    std::vector<Client*> clients;
    while_it_is_stopped([&] {
        Client::Options without_waiting;
        without_waiting.wait_until_connected = false;
        for (std::size_t index = 0; index < crowd; ++index) clients.push_back(&connect(without_waiting));
        std::this_thread::sleep_for(between_tries);
    });
    step("each sends a line and waits for it");
    for (Client* client : clients) {
        try {
            client->round_trip("am I in?\n");
        } catch (const ClientError& error) {
            server().wait_until_quiet();
            const Snapshot now = server().look();
            const TcpSocket* listener = now.listener();
            if (listener == nullptr || listener->unread == 0 || !now.all_asleep()) throw;
            fail(
                FactKind::left_in_the_backlog, std::to_string(listener->unread),
                fmt::format("{}. {} clients wait in the listener's queue, and the server sleeps: for it they "
                            "are no news",
                            error.what(), listener->unread));
        }
    }
}

GRADED_CHECK(Practice2, EdgeCheck, SeesTheEndBehindTheLastBytes) {
    constexpr std::size_t crowd = 12;
    expect_that("bytes and the end of the stream that come together are both seen: the connection is closed");
    start();
    Client& other = connect();
    other.round_trip("hello\n");
    require_its_kind_of(other);
    step("{} clients each send a line and the end of their stream in one segment, and then read", crowd);
    for (std::size_t index = 0; index < crowd; ++index) {
        Client& client = connect();
        client.send_and_finish("that is all\n");
        try {
            client.expect("that is all\n");
            client.expect_eof();
        } catch (const ClientError& error) {
            look_for_what_is_left(client, error.what());
            throw;
        }
    }
    other.round_trip("so long\n");
}

GRADED_CHECK(Practice2, PauseCheck, KeepsTheRest) {
    start();
    keep_the_rest_between_edges();
}

GRADED_CHECK(Practice2, EdgeCheck, SleepsInSilence) {
    start();
    expect_sleep_in("epoll_wait");
}

}  // namespace grader
