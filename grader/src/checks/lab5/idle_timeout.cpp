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
            std::size_t fitted = 0;
            try {
                fitted = client_.send_what_fits(std::string_view(bytes_).substr(sent_ % period, period));
            } catch (const ClientError&) {
                // It was closed: read_all() says so.
            }
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

/// A client, and since when it is silent for the server: before it connected, before it last sent.
struct Timed {
    Client& client;
    steady_clock::time_point connected;
    steady_clock::time_point spoke;
    bool closed = false;
};

class IdleTimeoutCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    static constexpr double weight = 2;

 protected:
    Timed connect_timed() {
        const auto now = steady_clock::now();
        return {connect(), now, now};
    }

    void talk(Timed& who, std::string_view words, milliseconds idle_timeout) {
        const auto before = steady_clock::now();
        try {
            who.client.round_trip(words);
        } catch (const ClientError& error) {
            if (error.kind == ClientError::Kind::closed || error.kind == ClientError::Kind::reset)
                judge_closed(who, idle_timeout);
            // A server that closed the connection may have had no time to see that the client had talked; one
            // that leaves it open without an answer has no such excuse.
            if (who.client.readable())
                inconclusive("this machine was too busy for a client to talk as often as it should");
            throw;
        }
        who.spoke = before;
    }

    /// Fails if `who` has just been found closed and was not silent for long enough. When its time was over
    /// by another reckoning tells which timer the server keeps.
    void judge_closed(const Timed& who, milliseconds idle_timeout) {
        const auto now = steady_clock::now();
        // A timer may round; one that fires a quarter too soon counts from something else.
        if (now - who.spoke >= 3 * idle_timeout / 4) return;
        const auto in_ms = [&](steady_clock::time_point since) {
            return duration_cast<milliseconds>(now - since).count();
        };
        const std::string when = who.spoke == who.connected
                                     ? fmt::format("{} was closed {} ms after its connect", who.client.name(),
                                                   in_ms(who.connected))
                                     : fmt::format("{} was closed {} ms after it had sent something",
                                                   who.client.name(), in_ms(who.spoke));
        const Timed& first = *first_;
        if (now - who.connected < idle_timeout) {
            if (now - first.connected >= idle_timeout)
                fail(FactKind::others_idle_time_counts, "closes",
                     fmt::format("{}, when {} had been silent for {} ms", when, first.client.name(),
                                 in_ms(first.connected)));
        } else if (first.closed || !first.client.readable()) {
            fail(FactKind::closed_since_its_connect, who.client.name(),
                 fmt::format("{}, and {} ms after its connect", when, in_ms(who.connected)));
        }
        fail(FactKind::closed_too_soon, "", when);
    }

    /// The talker has talked for many times as long as the others were to be silent at most.
    void expect_closed_though_another_talked(Timed& who, const Timed& talker, milliseconds idle_timeout) {
        const bool was_open = !who.closed && !who.client.readable();
        const auto silent_for = steady_clock::now() - who.spoke;
        who.client.expect_closed();
        if (was_open)
            fail(FactKind::others_idle_time_counts, "keeps",
                 fmt::format(
                     "{} was silent for {} ms, --idle-timeout-ms is {}, and it was closed only when {} had "
                     "stopped talking",
                     who.client.name(), duration_cast<milliseconds>(silent_for).count(), idle_timeout.count(),
                     talker.client.name()));
    }

    void look_who_is_closed(Timed& who, milliseconds idle_timeout) {
        if (who.closed || !who.client.readable()) return;
        judge_closed(who, idle_timeout);
        who.closed = true;
    }

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
            if (!was_in_time_) {
                not_judged_ = "this machine was too busy for the server to begin its delay in time";
                return;
            }
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
            if (stuck_for < idle_timeout || stuck.longest_pause() > idle_timeout / 2) {
                not_judged_ =
                    "this machine was too busy to keep a client sending until nothing fitted any more";
                return;
            }
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

 protected:
    /// The one whose time is over first.
    std::optional<Timed> first_;
    /// Why something was left open.
    std::optional<std::string> not_judged_;
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
    first_.emplace(connect_timed());
    Timed& silent = *first_;
    step("{} says nothing at all", silent.client.name());
    step("{} sends all that fits and does not read", stuck.client().name());
    std::optional<Timed> once;
    std::optional<Timed> talker;
    // Meanwhile the one that does not read sends what fits, and whoever is closed is found: by the order of
    // that, one timer for all is told from one for each, so looks are many.
    const auto wait_until = [&](steady_clock::time_point then) {
        while (steady_clock::now() < then) {
            std::this_thread::sleep_for(pause / 5);
            if (talker) look_who_is_closed(*talker, idle_timeout);
            if (once) look_who_is_closed(*once, idle_timeout);
            look_who_is_closed(silent, idle_timeout);
            if (stuck.stuck_for() < idle_timeout / 2) stuck.send_more();
        }
    };
    // The others come later, each at its own time: a timer that is not theirs closes one of them too soon.
    wait_until(silent.connected + 2 * pause);
    once.emplace(connect_timed());
    wait_until(silent.connected + 3 * pause);
    talker.emplace(connect_timed());
    wait_until(silent.connected + 4 * pause);
    step(
        "{} comes {} ms after {}, talks once and is silent then; {} comes a little later, and talks every {} "
        "ms",
        once->client.name(), (2 * pause).count(), silent.client.name(), talker->client.name(), pause.count());
    talk(*once, "only this\n", idle_timeout);
    // Who is found open when its time is over gets longer: a server may look at its clocks now and then.
    const auto enough = [&] {
        const auto talked_for = steady_clock::now() - talker->connected;
        return talked_for >= (silent.closed && once->closed ? 2 : 8) * idle_timeout;
    };
    while (!enough()) {
        talk(*talker, "still here\n", idle_timeout);
        wait_until(talker->spoke + pause);
    }
    expect_all(stuck, idle_timeout);
    expect_delayed();
    step("{} and {} must have been closed", silent.client.name(), once->client.name());
    expect_closed_though_another_talked(silent, *talker, idle_timeout);
    expect_closed_though_another_talked(*once, *talker, idle_timeout);
    step("{} falls silent: now it is closed, too", talker->client.name());
    talker->client.expect_closed();
    somebody_new_is_served();
    if (not_judged_) inconclusive(*not_judged_);
}

}  // namespace grader
