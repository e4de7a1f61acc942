// Stage D (Lab 5: E): SIGTERM while something is owed that can't be sent, or must wait. Set early, since the
// server may take two seconds to end.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "checks/filling.hpp"
#include "checks/plain_end.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

constexpr std::chrono::milliseconds delay(300);

ServerOptions with_arguments(std::vector<std::string> arguments) {
    ServerOptions options;
    options.arguments = std::move(arguments);
    return options;
}

/// A server that gets its SIGTERM while it owes its only client something.
struct Ending {
    Ending(const Subject& subject, const std::vector<std::string>& arguments)
        : server(subject.start(with_arguments(arguments))) {
        server.wait_until_ready();
        client = std::make_unique<Client>("the client", server.endpoint(), server.patience());
    }
    void send_term() {
        server.process().signal(SIGTERM);
        at = std::chrono::steady_clock::now();
    }

    Server server;
    std::unique_ptr<Client> client;
    std::chrono::steady_clock::time_point at;
};

/// Interrupts every wait of its threads. (Children that it has made are not stopped with it.)
void wake_up(Server& server) {
    server.process().signal(SIGSTOP);
    server.look_until(
        [](const Snapshot& now) {
            return std::all_of(now.threads.begin(), now.threads.end(), [&](const ThreadView& thread) {
                if (thread.process != now.threads.front().process) return true;
                // The latter with a tracer, which holds every server where nothing else ends them.
                return thread.state == ThreadState::stopped || thread.state == ThreadState::traced;
            });
        },
        only_threads());
    server.process().signal(SIGCONT);
}

/// To one server's client nothing more can be sent; the other server delays its chunks.
struct SlowReader : Scene {
    explicit SlowReader(const Subject& subject)
        : stuck(subject, {}), delayed(subject, {"--delay-ms", std::to_string(delay.count())}) {
        bool takes_more = fill_up(stuck.server, *stuck.client, too_much).is_stuck;
        // Its buffer has grown meanwhile, and a thread asleep in send() is told so only when a third of it is
        // free: woken up, as SIGTERM may do it, it would take more.
        for (int turn = 0; turn < 8 && takes_more && properties_of(subject.lab).has_threads(); ++turn) {
            wake_up(stuck.server);
            takes_more = fill_up(stuck.server, *stuck.client, too_much).sent > 0;
        }
        stuck.send_term();
        delayed.client->send(text(4, 4'000));
        delayed.client->wait_until_acknowledged();
        delayed.send_term();
    }

    Ending stuck;
    Ending delayed;
};

class SlowReaderCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    using LooksAt = SlowReader;

 protected:
    void expect_both_end() {
        step("a client sends until nothing more fits, and reads nothing; send SIGTERM, and wait for the end");
        step("the same with --delay-ms {} and 4,000 bytes that have just been sent", delay.count());
        scene_ = scenes_.take<SlowReader>();
        if (trouble(false).empty()) return;
        // The scene was set long ago, and it may be the machine that was slow. So once more, with an eye on
        // what the server does with its time.
        scene_ = scenes_.take<SlowReader>();
        const std::string seen = trouble(true);
        if (!seen.empty() && ends_well_without_work(subject_))
            fail(FactKind::slow_reader_keeps_it_up, "", seen);
    }

 private:
    // The contract's two seconds, and half a one for good measure.
    static constexpr std::chrono::milliseconds limit{2'500};

    std::string trouble(bool watched) {
        std::string seen = trouble_of(scene_->stuck, limit, watched);
        if (!seen.empty())
            return seen +
                   ". It waits for a client that does not read: its echo can't be sent, and may be lost";
        seen = trouble_of(scene_->delayed, limit + delay, watched);
        if (seen.empty()) return {};
        return fmt::format(
            "with --delay-ms {}: {}. One delay may be slept out, not one for each chunk that "
            "is left",
            delay.count(), seen);
    }
    static std::string trouble_of(Ending& ending, std::chrono::milliseconds most, bool watched) {
        std::optional<Exit> ended = ending.server.exit();
        if (!ended || watched) ended = ending.server.wait_for_end(most);
        if (!ended || (!watched && ended->at - ending.at > most))
            return "more than 2 s after SIGTERM the server is still running";
        // One that a write to somebody who has gone ends is another check's matter.
        const bool by_sigpipe = ended->kind == Exit::Kind::signalled && ended->value == SIGPIPE;
        return is_clean(*ended) || by_sigpipe ? "" : "the server " + ended->describe();
    }

    std::unique_ptr<SlowReader> scene_;
};

}  // namespace

SHARED_CHECK(SlowReaderCheck, TermWaitsForNoSlowReader) {
    expect_that(
        "exit status 0 within 2 s after SIGTERM, though a client does not read; with --delay-ms within 2 s "
        "and one delay");
    expect_both_end();
}

}  // namespace grader
