// Stage B, by the thousands: connections cost memory, and nothing else. Counted in /proc of the untraced
// server.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/pattern_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

constexpr std::size_t workers = 2;
constexpr std::size_t most_others = 4;  // main, acceptor, signals, one of a pool

SnapshotParts threads_and_memory() {
    SnapshotParts parts;
    parts.descriptors = parts.sockets = false;
    return parts;
}

class ThousandsCheck : public PatternCheck {
 public:
    using PatternCheck::PatternCheck;
    static constexpr double weight = 4;

 protected:
    void require_few_threads(const Snapshot& now, std::size_t connections) const {
        if (now.threads.size() > workers + most_others)
            fail(FactKind::threads_do_not_fit, now.processes > 1 ? "processes" : "more",
                 fmt::format("{} connections, {} threads{}", connections, now.threads.size(),
                             now.processes > 1 ? fmt::format(", {} processes", now.processes) : ""));
    }
};

}  // namespace

GRADED_CHECK(Lab5, ThousandsCheck, FewThreadsHoweverManyConnections, .clients = 400) {
    expect_that(
        fmt::format("with --workers {}: that many threads, and at most {} others, however many connections "
                    "there are; none is made for a connection",
                    workers, most_others));
    ServerOptions two;
    two.arguments = {"--workers", std::to_string(workers)};
    Server& server = start(two);
    std::size_t connected = 0;
    for (const std::size_t wanted : {std::size_t{0}, std::size_t{8}, std::size_t{64}, demand.clients}) {
        step("{} clients are connected, each has had an echo: count the server's threads", wanted);
        for (; connected < wanted; ++connected) connect().round_trip("here I am\n");
        require_few_threads(server.look(all_but_sockets()), wanted);
    }
    if (!subject_.can_trace()) return;
    step("now in a traced session, in which no thread's coming and going can be missed:");
    observe();
    const auto of_process = serving_.all([](const Event& event) {
        return event.what == EventKind::thread_started || event.what == EventKind::process_started;
    });
    if (of_process.size() <= session_workers + most_others) return;
    const Event* maker = serving_.first([&](const Event& event) {
        return event.call == Call::clone && event.result == of_process.back().tid;
    });
    fail(FactKind::threads_do_not_fit, "more",
         fmt::format("{} threads were made for {} connections", of_process.size(),
                     serving_.connections().size()),
         {trace_excerpt("They came", of_process, *names_)},
         maker != nullptr ? own_line(*maker) : std::nullopt);
}

GRADED_CHECK(Lab5, ThousandsCheck, TenThousandIdleConnections, .clients = 10'000, .fewer_will_do = true) {
    constexpr std::size_t batch = 500;
    constexpr std::uint64_t bytes_each = 64U << 10U;
    constexpr std::uint64_t bytes_besides = 16U << 20U;
    expect_that(
        "10,000 clients are connected at the same time, served by the same few threads, with at most 64 KiB "
        "in "
        "use (touched) by each; and whoever of them speaks is answered");
    const std::size_t count = as_many_as_fit(demand.clients);
    ServerOptions many;
    many.arguments = {"--workers", std::to_string(workers)};
    many.descriptors = count + 100;
    Server& server = start(many);
    const std::uint64_t before = server.look(threads_and_memory()).resident_bytes;
    step("{} clients connect, {} at a time; each sends a line, waits for it, and stays", count, batch);
    std::vector<Client*> clients;
    while (clients.size() < count) {
        const std::vector<Client*> newcomers = connect_many(std::min(batch, count - clients.size()));
        for (Client* client : newcomers) client->send("hello, I stay\n");
        for (Client* client : newcomers) client->expect("hello, I stay\n");
        clients.insert(clients.end(), newcomers.begin(), newcomers.end());
        const Snapshot now = server.look(threads_and_memory());
        require_few_threads(now, clients.size());
        if (now.resident_bytes > before + bytes_besides + clients.size() * bytes_each)
            fail(FactKind::memory_of_idle_connections, "",
                 fmt::format("{} connections have {} MiB in use (touched): {} KiB each", clients.size(),
                             (now.resident_bytes - before) >> 20U,
                             ((now.resident_bytes - before) >> 10U) / clients.size()));
    }
    step("the oldest speaks, then the newest, and some of those in between");
    clients.front()->round_trip(text(1, 100));
    for (std::size_t index = clients.size(); index > batch; index -= batch)
        clients[index - 1]->round_trip(text(index, 100));
}

}  // namespace grader
