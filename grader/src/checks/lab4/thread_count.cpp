// Stage B: as many threads as connections, whatever their number. Counted in /proc of the untraced server.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "checks/server_check.hpp"

namespace grader {

GRADED_CHECK(Lab4, ServerCheck, OneThreadPerLiveConnection) {
    constexpr std::size_t most_helpers = 4;  // main, acceptor, reaper, signals
    expect_that(
        "threads = live connections + a constant of at most four, however many connections there are");
    Server& server = start();
    step("count the server's threads before anyone has come");
    const std::size_t helpers = server.wait_until_quiet().threads.size();
    std::vector<Client*> connected;
    for (const std::size_t wanted : {std::size_t{4}, std::size_t{16}, std::size_t{48}}) {
        step("{} clients are connected, each has had an echo: count again", wanted);
        while (connected.size() < wanted) {
            connected.push_back(&connect());
            connected.back()->round_trip("here I am\n");
        }
        // A helper may be started with the first client; what counts is that connections and threads go
        // together.
        Snapshot seen;
        const bool as_expected = server.settle(
            [&](const Snapshot& now) {
                seen = now;
                // In one process: a child for each client is none of its threads.
                return now.most_threads_of_a_process() > wanted &&
                       now.threads.size() <= wanted + most_helpers;
            },
            all_but_sockets());
        if (!as_expected)
            fail(FactKind::threads_do_not_fit,
                 seen.processes > 1             ? "processes"
                 : seen.threads.size() > wanted ? "more"
                                                : "fewer",
                 fmt::format("{} connections, {} threads{}", wanted, seen.threads.size(),
                             seen.processes > 1 ? fmt::format(", {} processes", seen.processes) : ""));
    }
    const std::size_t with_all = server.look(only_threads()).threads.size() - connected.size();
    step("all but 8 clients leave: the threads that served them must end");
    while (connected.size() > 8) {
        connected.back()->close();
        connected.pop_back();
    }
    Snapshot seen;
    const bool gone = server.settle(
        [&](const Snapshot& now) {
            seen = now;
            return now.threads.size() <= connected.size() + std::max(with_all, helpers);
        },
        only_threads());
    if (!gone)
        fail(FactKind::threads_stay, "",
             fmt::format("8 connections are left, but {} threads", seen.threads.size()));
}

}  // namespace grader
