// Stage C (Lab 5: D), over the whole lab: a client that says nothing is kept, however long that lasts. Runs
// last.
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "base/labs.hpp"
#include "checks/server_check.hpp"

namespace grader {

namespace {

using std::chrono::steady_clock;

/// A server, and its only client.
struct Pair {
    Pair(const Subject& subject, const std::string& name) : server(subject.start()) {
        server.wait_until_ready();
        client = std::make_unique<Client>(name, server.endpoint(), server.patience());
    }

    Server server;
    std::unique_ptr<Client> client;
};

/// One client that never spoke, and one that spoke once.
struct Silence : Scene {
    explicit Silence(const Subject& subject)
        : never(subject, "the silent client"), once(subject, "the client that spoke once") {
        once.client->round_trip("only this, for now\n");
        since = steady_clock::now();
    }

    Pair never;
    Pair once;
    steady_clock::time_point since;
};

class SilenceCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    using LooksAt = Silence;
    static constexpr double weight = 2;

 protected:
    /// As long as all other checks of a lab take: there is no wait here then. When this check runs alone
    /// there is.
    void expect_kept() {
        constexpr std::chrono::milliseconds shortest(3'500);
        const std::unique_ptr<Silence> silence = scenes_.take<Silence>();
        std::this_thread::sleep_until(silence->since + shortest);
        const auto silent_for =
            std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - silence->since);
        step(
            "two clients, each with a server of its own: one connects and says nothing, the other speaks "
            "once");
        step("{} s later both speak", silent_for.count());
        for (Client* client : {silence->never.client.get(), silence->once.client.get()}) {
            if (client->readable()) {
                fail(FactKind::silent_client_closed, "",
                     fmt::format("{} was closed while it was silent. Nothing asks for that: there is no idle "
                                 "time-out{}",
                                 client->name(),
                                 properties_of(subject_.lab).model == Model::tasks
                                     ? ", since --idle-timeout-ms is 0"
                                     : ""));
            }
            client->round_trip("after all this time\n");
        }
    }

    /// Lab 4: a wait may have a time-out that is longer than this lab takes. The tracer lets it elapse at
    /// once, each second time.
    void expect_patience_behind_time_outs() {
        if (!subject_.can_trace()) return;
        FaultRule over;
        over.calls = {Call::read, Call::readv, Call::recvfrom, Call::recvmsg, Call::recvmmsg,
                      Call::poll, Call::ppoll, Call::select,   Call::pselect6};
        over.every = 2;
        over.elapses = true;
        Server& traced = start_traced({over});
        step(
            "where a wait for a client's bytes has a time-out (SO_RCVTIMEO, poll, select), it is over at "
            "once every second time");
        Client& client = connect();
        try {
            for (int turn = 0; turn < 3; ++turn) {
                traced.wait_until_quiet();
                client.round_trip("still here\n");
            }
            require_all_was_seen();
        } catch (const ClientError& error) {
            const Event* elapsed = nullptr;
            const EventLog log = traced.log();
            for (const Event& event : log.events()) {
                if (event.injected) elapsed = &event;
            }
            if (elapsed == nullptr) throw;
            fail(FactKind::time_out_taken_for_the_end, name_of(elapsed->call),
                 fmt::format("{}. Its wait had a time-out of {:g} s: that it is over says that nothing has "
                             "come yet, and not that the client has gone",
                             error.what(), static_cast<double>(elapsed->asked_ns) / 1e9),
                 {trace_excerpt("The wait whose time was over", {*elapsed}, client_names())},
                 own_line(*elapsed));
        }
    }
};

}  // namespace

SHARED_CHECK(SilenceCheck, SilentClientIsKept) {
    expect_that("a client that says nothing stays connected, and is served when it speaks at last");
    if (properties_of(subject_.lab).has_threads()) expect_patience_behind_time_outs();
    expect_kept();
}

}  // namespace grader
