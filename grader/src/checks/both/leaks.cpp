// Stage C, from outside: thousands of comings and goings, and what they leave behind.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/passers_by.hpp"

namespace grader {

namespace {

constexpr std::size_t clients_at_once = 25;
constexpr std::size_t connections_between_looks = 200;

/// 25 clients at once, which do a round trip each and leave in different ways. True if the backlog is too
/// short for so many; with `one_by_one` each is served before the next one comes.
bool come_and_go(Server& server, std::size_t round, bool one_by_one) {
    std::vector<std::unique_ptr<Client>> clients;
    bool short_backlog = one_by_one;
    std::size_t greeted = 0;
    for (std::size_t index = 0; index < clients_at_once; ++index) {
        clients.push_back(std::make_unique<Client>(fmt::format("client {} of round {}", index + 1, round + 1),
                                                   server.endpoint(), server.patience()));
        short_backlog = short_backlog || clients.back()->was_kept_waiting();
        for (; short_backlog && greeted < clients.size(); ++greeted)
            clients[greeted]->round_trip(text(greeted, 300));
    }
    for (; greeted < clients_at_once; ++greeted) clients[greeted]->round_trip(text(greeted, 300));
    const auto resets = [](std::size_t index) { return index % 5 == 1; };
    const auto closes = [](std::size_t index) { return index % 5 == 2; };
    for (std::size_t index = 0; index < clients_at_once; ++index) {
        if (resets(index))
            clients[index]->reset();
        else if (closes(index))
            clients[index]->close();
        else
            clients[index]->shutdown_write();
    }
    for (std::size_t index = 0; index < clients_at_once; ++index) {
        if (!resets(index) && !closes(index)) clients[index]->expect_closed();
    }
    return short_backlog;
}

/// The server's side of connections for which no process has a descriptor: they have been sent, and lie
/// unreceived in a pair of sockets (unix(7), SCM_RIGHTS).
std::uint64_t connections_on_their_way(const Snapshot& now) {
    const TcpSocket* const listener = now.listener();
    if (listener == nullptr) return 0;
    std::set<std::uint64_t> held;
    for (const DescriptorView& descriptor : now.descriptors) held.insert(descriptor.inode);
    const auto is_on_its_way = [&](const TcpSocket& socket) {
        return socket.local_port == listener->local_port && socket.state != tcp_listening &&
               socket.inode != 0 && held.count(socket.inode) == 0;
    };
    return static_cast<std::uint64_t>(std::count_if(now.sockets.begin(), now.sockets.end(), is_on_its_way));
}

/// Something that a connection may leave behind.
struct Leftover {
    const char* what;
    const char* name;  ///< as a fact has it
    std::uint64_t (*amount)(const Snapshot&);
    std::uint64_t noise;  ///< growth between two looks that a server without a leak may show
    const char* meaning;
    bool is_counted;  ///< one for each connection: a hundred of them show it
};

const std::vector<Leftover>& leftovers() {
    static const std::vector<Leftover> all = {
        {"threads", "threads", [](const Snapshot& now) -> std::uint64_t { return now.threads.size(); }, 2,
         "threads stay when their connections have ended", true},
        {"descriptors", "descriptors",
         [](const Snapshot& now) -> std::uint64_t { return now.descriptors.size(); }, 2,
         "connections stay open", true},
        {"connections without a descriptor", "descriptors", connections_on_their_way, 2,
         "connections stay open, on their way from one socket of a pair to the other", true},
        {"memory mappings", "mappings", [](const Snapshot& now) { return now.mappings; }, 20,
         "something that a connection maps stays, like the stacks of threads that nobody joins or detaches",
         false},
        {"KiB of memory", "memory", [](const Snapshot& now) { return now.resident_bytes >> 10U; }, 512,
         "memory is not given back", false},
    };
    return all;
}

// What a leak of forty bytes a connection makes of the private memory. A right server's swings by some
// hundred KiB, with the stacks that are kept for the next threads, and now and then it grows for a while.
constexpr std::size_t quick_connections_between_looks = 1'000;
constexpr std::size_t quick_looks = 10;
constexpr int pauses_of_a_right_server = 3;
constexpr std::uint64_t leaked_between_two_looks = 60U << 10U;
constexpr std::uint64_t leaked_in_all = (quick_looks - 1) * (36U << 10U);

class LeakCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    static constexpr double weight = 4;

 protected:
    /// Many quick connections more, until the memory has not grown three times; a leak costs all of them.
    void require_steady_memory(Server& server, std::size_t quiet_threads, std::size_t at_once) {
        step("{} quick connections more, and so on up to {} times, while the private memory grows",
             quick_connections_between_looks, quick_looks);
        std::vector<std::uint64_t> sizes;
        int pauses = 0;
        const auto until = std::chrono::steady_clock::now() + server.deadline();
        while (sizes.size() < quick_looks) {
            // A server that is slow at everything is not kept at this for minutes.
            if (std::chrono::steady_clock::now() > until) return;
            come_and_go_quickly(server, at_once);
            server.settle([&](const Snapshot& now) { return now.threads.size() <= quiet_threads; },
                          only_threads());
            SnapshotParts memory = all_but_sockets();
            memory.threads = memory.calls = memory.descriptors = false;
            sizes.push_back(server.look(memory).anonymous_bytes);
            const std::size_t count = sizes.size();
            // From each look to the next but one: a single one may be out of the way. And on a busy machine a
            // leak may be hidden now and then.
            const bool grows = count < 3 || sizes[count - 1] >= sizes[count - 3] + leaked_between_two_looks;
            if (!grows && ++pauses == pauses_of_a_right_server) return;
        }
        const std::uint64_t leaked = sizes.back() - sizes.front();
        if (leaked < leaked_in_all) return;
        const std::size_t connections = quick_connections_between_looks * (quick_looks - 1);
        fail(FactKind::leaks, "memory",
             fmt::format("{} KiB of private memory became {} in {} connections, a little more at each look: "
                         "memory is not given back, about {} bytes for each",
                         sizes.front() >> 10U, sizes.back() >> 10U, connections, leaked / connections));
    }

    /// What was set for the sake of the looks, a server could know it by.
    void require_the_same_of_a_plain_start(bool one_by_one) {
        constexpr std::size_t rounds = 4;
        constexpr std::size_t left_by_most = rounds * clients_at_once / 2;
        step("{} connections more to a server that was started without any of these settings",
             (rounds + 1) * clients_at_once);
        Server plain = subject_.start();
        plain.wait_until_ready();
        const std::size_t quiet_threads = plain.wait_until_quiet().threads.size();
        Snapshot before;
        for (std::size_t round = 0; round <= rounds; ++round) {
            come_and_go(plain, round, one_by_one);
            // The first ones may leave something that stays as it is.
            if (round == 0 || round == rounds)
                plain.settle([&](const Snapshot& now) { return now.threads.size() <= quiet_threads + 1; },
                             all_but_sockets());
            if (round == 0) before = plain.look();
        }
        const Snapshot after = plain.look();
        for (const Leftover& leftover : leftovers()) {
            if (!leftover.is_counted) continue;
            const std::uint64_t first = leftover.amount(before);
            const std::uint64_t last = leftover.amount(after);
            if (last > first + left_by_most)
                fail(FactKind::leaks, leftover.name,
                     fmt::format("{} {} after {} connections became {} after {}: {}", first, leftover.what,
                                 clients_at_once, last, (rounds + 1) * clients_at_once, leftover.meaning));
        }
    }

 private:
    static void come_and_go_quickly(Server& server, std::size_t at_once) {
        for (const bool reset : {false, true}) {
            PassersBy clients;
            clients.server = server.endpoint();
            clients.patience = server.patience();
            clients.clients = quick_connections_between_looks / 2;
            clients.at_once = at_once;
            clients.reset = reset;
            const auto failure = pass_by(clients).first_failure;
            // How the server closes, and what it sends back, are other checks' matters.
            if (failure && failure->kind != ClientError::Kind::reset &&
                failure->kind != ClientError::Kind::mismatch)
                throw ClientError(*failure);
        }
    }
};

}  // namespace

// An allocator's arenas, a cache of stacks, threads that are joined at the next accept: all these grow, by
// fits and starts, and stop growing. A leak grows every time. So only what has grown at each look counts.
SHARED_CHECK(LeakCheck, ThousandConnectionsLeaveNothingBehind) {
    constexpr int looks = 5;
    expect_that(
        "from the first two hundred connections to a thousand the server's threads, descriptors, memory "
        "mappings and memory stop growing");
    // The same on every machine: as many threads as there are cores would take long to grow to their size.
    ServerOptions small;
    if (properties_of(subject_.lab).model == Model::tasks) small.arguments = {"--workers", "2"};
    Server& server = start(small);
    const std::size_t quiet_threads = server.wait_until_quiet().threads.size();
    std::vector<Snapshot> seen;
    bool short_backlog = false;
    for (std::size_t look = 0; look < looks; ++look) {
        constexpr std::size_t rounds = connections_between_looks / clients_at_once;
        for (std::size_t round = 0; round < rounds; ++round)
            short_backlog = come_and_go(server, look * rounds + round, short_backlog);
        server.settle([&](const Snapshot& now) { return now.threads.size() <= quiet_threads; },
                      only_threads());
        // One more client, since what finished threads leave may wait for the next accept to be cleared away.
        Client last("the last client", server.endpoint(), server.patience());
        last.round_trip("last one\n");
        server.settle([&](const Snapshot& latest) { return latest.threads.size() <= quiet_threads + 1; },
                      all_but_sockets());
        Snapshot now = server.look();
        step("after {} connections: {} threads, {} descriptors, {} mappings, {} KiB of memory",
             (look + 1) * connections_between_looks, now.threads.size(), now.descriptors.size(), now.mappings,
             now.resident_bytes >> 10U);
        seen.push_back(std::move(now));
    }
    for (const Leftover& leftover : leftovers()) {
        const auto grew = [&](const Snapshot& before, const Snapshot& after) {
            return leftover.amount(after) > leftover.amount(before) + leftover.noise;
        };
        bool always = true;
        for (std::size_t look = 1; look < seen.size(); ++look) always &= grew(seen[look - 1], seen[look]);
        if (always)
            fail(FactKind::leaks, leftover.name,
                 fmt::format("{} {} after {} connections became {} after {}: {}",
                             leftover.amount(seen.front()), leftover.what, connections_between_looks,
                             leftover.amount(seen.back()), looks * connections_between_looks,
                             leftover.meaning));
    }
    require_steady_memory(server, quiet_threads, short_backlog ? 1 : clients_at_once);
    require_the_same_of_a_plain_start(short_backlog);
}
ALSO_IN(Practice4, ThousandConnectionsLeaveNothingBehind);

}  // namespace grader
