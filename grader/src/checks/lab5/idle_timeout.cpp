// Stage E: --idle-timeout-ms. Who has sent nothing for so long is closed; who talks is not, however long it
// has been connected.
#include <algorithm>
#include <chrono>
#include <thread>

#include "checks/server_check.hpp"

namespace grader {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds idle_timeout_when_quiet(300);

}  // namespace

GRADED_CHECK(Lab5, ServerCheck, IdleTimeoutClosesOnlyTheIdle) {
    // On a busy machine a client may not get to talk so often: up to twice as long there.
    const milliseconds idle_timeout =
        duration_cast<milliseconds>(idle_timeout_when_quiet * std::min(subject().slowdown, 2.0));
    const milliseconds pause = idle_timeout / 6;
    expect_that(fmt::format(
        "with --idle-timeout-ms {} clients that are silent for so long get the end of the stream, "
        "not sooner; one that talks every {} ms stays",
        idle_timeout.count(), pause.count()));
    ServerOptions timed;
    timed.arguments = {"--idle-timeout-ms", std::to_string(idle_timeout.count())};
    start(timed);
    const auto began = steady_clock::now();
    Client& silent = connect();
    Client& once = connect();
    Client& talker = connect();
    step("{} says nothing, {} talks once and is silent then, {} talks every {} ms for twice {} ms and more",
         silent.name(), once.name(), talker.name(), pause.count(), idle_timeout.count());
    const auto said = steady_clock::now();
    once.round_trip("only this\n");
    steady_clock::duration longest_pause{0};
    auto last = steady_clock::now();
    while (steady_clock::now() - began < 5 * idle_timeout / 2) {
        std::this_thread::sleep_for(pause);
        for (const auto& [client, since] : {std::pair(&silent, began), std::pair(&once, said)}) {
            const bool closed = client->readable();
            const auto waited = steady_clock::now() - since;
            if (closed && waited < idle_timeout)
                fail(fmt::format("{} was closed after {} ms", client->name(),
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
    }
    step("{} and {} must have been closed", silent.name(), once.name());
    silent.expect_eof();
    once.expect_eof();
    step("{} falls silent: now it is closed, too", talker.name());
    talker.expect_eof();
    somebody_new_is_served();
}

}  // namespace grader
