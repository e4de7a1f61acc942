// Stage E: --idle-timeout-ms. Who has sent nothing for so long is closed; who talks is not, however long it
// has been connected, and nor is who waits for the server or is waited for by it.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds idle_timeout_when_quiet(300);

/// A client that sends all that fits and reads nothing. What it sends repeats itself.
class NotReading {
 public:
    explicit NotReading(Client& client)
        : client_(client), bytes_(text(11, period) + text(11, period)), last_sent_(steady_clock::now()) {}

    void send_more() {
        for (;;) {
            const std::size_t fitted =
                client_.send_what_fits(std::string_view(bytes_).substr(sent_ % period, period));
            if (fitted == 0) return;
            sent_ += fitted;
            const auto now = steady_clock::now();
            longest_pause_ = std::max(longest_pause_, now - last_sent_);
            last_sent_ = now;
        }
    }
    void read_all() {
        for (std::size_t at = 0; at < sent_;) {
            const std::size_t size = std::min(period, sent_ - at);
            client_.expect(std::string_view(bytes_).substr(at % period, size));
            at += size;
        }
    }
    [[nodiscard]] Client& client() { return client_; }
    [[nodiscard]] std::size_t sent() const { return sent_; }
    /// Since it could send something.
    [[nodiscard]] steady_clock::duration stuck_for() const { return steady_clock::now() - last_sent_; }
    /// Before it got stuck.
    [[nodiscard]] steady_clock::duration longest_pause() const { return longest_pause_; }

 private:
    static constexpr std::size_t period = 256 * 1024;

    Client& client_;
    std::string bytes_;
    std::size_t sent_ = 0;
    steady_clock::time_point last_sent_;
    steady_clock::duration longest_pause_{0};
};

class IdleTimeoutCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    static constexpr double weight = 2;

 protected:
    /// A second server, whose delay is longer than its time-out, and a client of it that has sent something.
    void start_delayed(milliseconds idle_timeout) {
        ServerOptions slow;
        slow.arguments = {"--idle-timeout-ms", std::to_string(idle_timeout.count()), "--delay-ms",
                          std::to_string(2 * idle_timeout.count())};
        step("start a second server with --idle-timeout-ms {} and --delay-ms {}; its client sends a byte",
             idle_timeout.count(), 2 * idle_timeout.count());
        slow_server_ = std::unique_ptr<Server>(new Server(subject_.start(slow)));
        slow_server_->wait_until_ready();
        const auto began = steady_clock::now();
        delayed_.emplace("the second server's client", slow_server_->endpoint(), slow_server_->patience());
        delayed_->send(line);
        const bool taken = slow_server_->settle([&](const Snapshot& now) {
            return std::any_of(now.sockets.begin(), now.sockets.end(), [&](const TcpSocket& socket) {
                return socket.local_port == slow_server_->endpoint().port &&
                       socket.remote_port == delayed_->local_port() && socket.unread == 0;
            });
        });
        // Otherwise it may have been idle for so long: the machine was too busy.
        was_in_time_ = taken && steady_clock::now() - began < idle_timeout / 2;
    }
    void expect_delayed() {
        step("{} must have got it back", delayed_->name());
        try {
            delayed_->expect(line);
        } catch (const ClientError& error) {
            if (!was_in_time_) return;
            fail(FactKind::closed_while_not_idle, "delay",
                 fmt::format(
                     "{} was closed during the server's own delay, which is longer than the time-out: {}",
                     delayed_->name(), error.what()),
                 {thread_table(slow_server_->look(), {})});
        }
    }
    void expect_all(NotReading& stuck, milliseconds idle_timeout) {
        step("{}, which has sent {} KiB and read nothing, reads it all now", stuck.client().name(),
             stuck.sent() >> 10U);
        const auto stuck_for = stuck.stuck_for();
        try {
            stuck.read_all();
        } catch (const ClientError& error) {
            if (error.kind == ClientError::Kind::mismatch) return;  // judged elsewhere
            if (stuck_for < idle_timeout || stuck.longest_pause() > idle_timeout / 2) return;
            fail(FactKind::closed_while_not_idle, "unread",
                 fmt::format("{} was closed while it did not read: the server had bytes for it and could not "
                             "send them, so it "
                             "was not idle ({})",
                             stuck.client().name(), error.what()));
        }
    }

 private:
    // A single byte: a server may read, and delay, them one by one.
    static constexpr std::string_view line = "!";

    std::unique_ptr<Server> slow_server_;
    std::optional<Client> delayed_;
    bool was_in_time_ = false;
};

}  // namespace

GRADED_CHECK(Lab5, IdleTimeoutCheck, IdleTimeoutClosesOnlyTheIdle) {
    // On a busy machine a client may not get to talk so often: up to twice as long there.
    const milliseconds idle_timeout =
        duration_cast<milliseconds>(idle_timeout_when_quiet * std::min(subject_.slowdown, 2.0));
    const milliseconds pause = idle_timeout / 6;
    expect_that(fmt::format(
        "with --idle-timeout-ms {} clients that are silent for so long get the end of the stream, "
        "not sooner; one that talks every {} ms stays, and so does one whose reply is delayed or not read",
        idle_timeout.count(), pause.count()));
    ServerOptions timed;
    timed.arguments = {"--idle-timeout-ms", std::to_string(idle_timeout.count())};
    start(timed);
    start_delayed(idle_timeout);
    Client::Options small;
    small.send_buffer = 1024 * 1024;  // with less, the last of its bytes go one delayed ACK at a time
    small.receive_buffer = 64 * 1024;
    // At a server of its own: whom it holds up is another check's matter.
    Server third = subject_.start(timed);
    third.wait_until_ready();
    Client not_reading("the third server's client", third.endpoint(), third.patience(), small);
    NotReading stuck(not_reading);
    stuck.send_more();
    const auto began = steady_clock::now();
    Client& silent = connect();
    Client& once = connect();
    Client& talker = connect();
    step("{} says nothing, {} talks once and is silent then, {} talks every {} ms for twice {} ms and more",
         silent.name(), once.name(), talker.name(), pause.count(), idle_timeout.count());
    const auto said = steady_clock::now();
    once.round_trip("only this\n");
    step("{} sends all that fits and does not read", stuck.client().name());
    steady_clock::duration longest_pause{0};
    auto last = steady_clock::now();
    while (steady_clock::now() - began < 5 * idle_timeout / 2) {
        std::this_thread::sleep_for(pause);
        for (const auto& [client, since] : {std::pair(&silent, began), std::pair(&once, said)}) {
            const bool closed = client->readable();
            const auto waited = steady_clock::now() - since;
            if (closed && waited < idle_timeout)
                fail(FactKind::closed_too_soon, "",
                     fmt::format("{} was closed after {} ms", client->name(),
                                 duration_cast<milliseconds>(waited).count()));
        }
        try {
            talker.round_trip("still here\n");
        } catch (const ClientError&) {
            longest_pause = std::max(longest_pause, steady_clock::now() - last);
            // A server that closed the connection may have had no time to see that the client had talked; one
            // that leaves it open without an answer has no such excuse.
            if (talker.readable() && longest_pause > idle_timeout / 2)
                inconclusive(
                    fmt::format("this machine was too busy for a client to talk every {} ms", pause.count()));
            throw;
        }
        const auto now = steady_clock::now();
        longest_pause = std::max(longest_pause, now - last);
        last = now;
        if (stuck.stuck_for() < idle_timeout / 2) {
            try {
                stuck.send_more();
            } catch (const ClientError&) {
                // It was closed: expect_all() says so.
            }
        }
    }
    expect_all(stuck, idle_timeout);
    expect_delayed();
    step("{} and {} must have been closed", silent.name(), once.name());
    silent.expect_closed();
    once.expect_closed();
    step("{} falls silent: now it is closed, too", talker.name());
    talker.expect_closed();
    somebody_new_is_served();
}

}  // namespace grader
