// Stage C, from outside: clients that die, vanish or never read; a thousand comings and goings.
#include <algorithm>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

SHARED_CHECK(ServerCheck, ResetHarmsNobody) {
    expect_that("clients that reset their connections end nothing but their own service");
    start();
    Client& bystander = connect();
    bystander.round_trip("before\n");
    step(
        "{} is connected; 20 others send something and reset their connections, half of them with bytes "
        "still unread",
        bystander.name());
    for (std::uint64_t turn = 0; turn < 20; ++turn) {
        Client& rude = connect();
        rude.send(text(turn, 5'000));
        if (turn % 2 == 0) rude.expect(text(turn, 5'000));
        rude.reset();
    }
    step("{} goes on", bystander.name());
    bystander.round_trip(text(99, 3'000));
    somebody_new_is_served();
}

SHARED_CHECK(ServerCheck, ClientGoneBeforeTheReplyEndsNothing) {
    expect_that(
        "a write to a client that has gone fails with EPIPE; neither that nor SIGPIPE may end the server");
    ServerOptions slow;
    slow.arguments = {"--delay-ms", "100"};
    Server& server = start(slow);
    step("5 times: a client sends; while the server waits out its delay, it sends again and closes");
    for (int turn = 0; turn < 5; ++turn) {
        Client& gone = connect();
        gone.send("first");
        const auto taken = [&](const Snapshot& now) {
            const TcpSocket* socket = now.serving(gone.local_port());
            return socket != nullptr && socket->inode != 0 && socket->unread == 0;
        };
        server.settle(taken);
        gone.send("second");
        gone.close();
    }
    step("5 more send 64 KiB in small pieces, read nothing and close");
    for (std::uint64_t turn = 0; turn < 5; ++turn) {
        Client& gone = connect();
        for (int piece = 0; piece < 64; ++piece) gone.send_what_fits(text(turn, 1'024));
        gone.close();
    }
    step("wait until the server has no more to do with them");
    server.settle([&](const Snapshot& now) {
        return std::none_of(now.sockets.begin(), now.sockets.end(), [&](const TcpSocket& socket) {
            return socket.local_port == server.endpoint().port && socket.state != tcp_listening &&
                   socket.inode != 0;
        });
    });
    somebody_new_is_served();
}

SHARED_CHECK(ServerCheck, NeverReadingClientHoldsBackOnlyItself) {
    constexpr std::size_t piece = 256 * 1024;
    constexpr std::size_t too_much = 64U << 20U;
    constexpr std::uint64_t allowed_growth = 16U << 20U;
    expect_that(
        "a client that sends and never reads is held back by TCP; the server buffers next to nothing, and "
        "the "
        "others are served");
    Server& server = start();
    Client& other = connect();
    other.round_trip("before\n");
    const std::uint64_t memory_before = server.look(all_but_sockets()).resident_bytes;
    Client::Options small;
    small.send_buffer = 1024 * 1024;  // with less, the last of its bytes go one delayed ACK at a time
    small.receive_buffer = 64 * 1024;
    Client& stubborn = connect(small);
    step("{} sends and sends, without reading, until the server takes no more", stubborn.name());
    std::string bytes;
    std::size_t sent = 0;
    std::size_t under_way = 0;
    for (int refusals = 0; sent < too_much && refusals < 3;) {
        if (sent == bytes.size()) bytes += text(sent, piece);
        const std::size_t fitted = stubborn.send_what_fits(std::string_view(bytes).substr(sent));
        sent += fitted;
        // It takes no more right now. It never will once the server is quiet and nothing moves on the way to
        // it.
        if (fitted == 0 && !stubborn.writable_within(std::chrono::milliseconds(20)))
            server.wait_until_quiet();
        const std::size_t left = stubborn.unacknowledged();
        refusals = fitted == 0 && left == under_way ? refusals + 1 : 0;
        under_way = left;
    }
    const std::uint64_t memory_after = server.look(all_but_sockets()).resident_bytes;
    if (sent >= too_much)
        fail(fmt::format("the server took {} MiB from a client that read nothing: it buffers them all",
                         sent >> 20U));
    if (memory_after > memory_before + allowed_growth)
        fail(fmt::format("the server's memory grew by {} MiB", (memory_after - memory_before) >> 20U));
    step("{} does round trips meanwhile", other.name());
    for (std::uint64_t turn = 0; turn < 5; ++turn) other.round_trip(text(turn, 1'000));
    step("{} now reads: everything it got rid of ({} KiB) must come back", stubborn.name(), sent >> 10U);
    for (std::size_t at = 0; at < sent;) {
        const std::size_t size = std::min(piece, sent - at);
        stubborn.expect(std::string_view(bytes).substr(at, size));
        at += size;
    }
}

namespace {

constexpr std::size_t clients_at_once = 25;
constexpr std::size_t connections_between_looks = 200;

/// 25 clients at once, which do a round trip each and leave in different ways.
void come_and_go(Server& server, std::size_t round) {
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t index = 0; index < clients_at_once; ++index)
        clients.push_back(std::make_unique<Client>(fmt::format("client {} of round {}", index + 1, round + 1),
                                                   server.endpoint(), server.patience()));
    for (std::size_t index = 0; index < clients_at_once; ++index)
        clients[index]->round_trip(text(index, 300));
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
        if (!resets(index) && !closes(index)) clients[index]->expect_eof();
    }
}

/// Something that a connection may leave behind.
struct Leftover {
    const char* what;
    std::uint64_t (*amount)(const Snapshot&);
    std::uint64_t noise;  ///< growth between two looks that a server without a leak may show
    const char* meaning;
};

const std::vector<Leftover>& leftovers() {
    static const std::vector<Leftover> all = {
        {"threads", [](const Snapshot& now) -> std::uint64_t { return now.threads.size(); }, 2,
         "threads stay when their connections have ended"},
        {"descriptors", [](const Snapshot& now) -> std::uint64_t { return now.descriptors.size(); }, 2,
         "connections stay open"},
        {"memory mappings", [](const Snapshot& now) { return now.mappings; }, 20,
         "something that a connection maps stays, like the stacks of threads that nobody joins or detaches"},
        {"KiB of memory", [](const Snapshot& now) { return now.resident_bytes >> 10U; }, 512,
         "memory is not given back"},
    };
    return all;
}

}  // namespace

// An allocator's arenas, a cache of stacks, threads that are joined at the next accept: all these grow, by
// fits and starts, and stop growing. A leak grows every time. So only what has grown at each look counts.
SHARED_CHECK(ServerCheck, ThousandConnectionsLeaveNothingBehind) {
    constexpr int looks = 5;
    expect_that(
        "from the first two hundred connections to a thousand the server's threads, descriptors, memory "
        "mappings and memory stop growing");
    Server& server = start();
    const std::size_t quiet_threads = server.wait_until_quiet().threads.size();
    std::vector<Snapshot> seen;
    for (std::size_t look = 0; look < looks; ++look) {
        constexpr std::size_t rounds = connections_between_looks / clients_at_once;
        for (std::size_t round = 0; round < rounds; ++round) come_and_go(server, look * rounds + round);
        server.settle([&](const Snapshot& now) { return now.threads.size() <= quiet_threads; },
                      only_threads());
        // One more client, since what finished threads leave may wait for the next accept to be cleared away.
        Client last("the last client", server.endpoint(), server.patience());
        last.round_trip("last one\n");
        Snapshot now;
        server.settle(
            [&](const Snapshot& latest) {
                now = latest;
                return latest.threads.size() <= quiet_threads + 1;
            },
            all_but_sockets());
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
            fail(fmt::format("{} {} after {} connections became {} after {}: {}",
                             leftover.amount(seen.front()), leftover.what, connections_between_looks,
                             leftover.amount(seen.back()), looks * connections_between_looks,
                             leftover.meaning));
    }
}

}  // namespace grader
