// Stage C, from outside: clients that die, vanish or never read; descriptors that run out.
#include <algorithm>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/trace/calls.hpp"

namespace grader {

namespace {

SnapshotParts only_descriptors() {
    SnapshotParts parts = all_but_sockets();
    parts.threads = parts.calls = parts.memory = false;
    return parts;
}

/// A connection that was reset is in no table any more, but its descriptor is there until it is closed.
std::size_t open_sockets(const Snapshot& now) {
    return static_cast<std::size_t>(
        std::count_if(now.descriptors.begin(), now.descriptors.end(),
                      [](const DescriptorView& view) { return view.inode != 0; }));
}

}  // namespace

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
    server.wait_until_quiet();
    const std::size_t sockets_before = open_sockets(server.look(only_descriptors()));
    constexpr std::size_t sockets_of_its_own = 2;  // a pair that it makes with the first client, perhaps
    std::size_t open = 0;
    const auto all_are_closed = [&](const Snapshot& now) {
        open = open_sockets(now);
        return open <= sockets_before;
    };
    step("a client comes and goes, and its connection is closed");
    // A server that closes no connection at all is judged elsewhere.
    bool closes = false;
    try {
        Client& passer_by = connect();
        passer_by.shutdown_write();
        passer_by.expect_closed();
        closes = server.settle(all_are_closed, only_descriptors());
    } catch (const ClientError&) {
        // It is not closed.
    }
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
    step("wait until the server has no more to do with them, and count its sockets");
    if (!server.settle(all_are_closed, only_descriptors()) && closes &&
        open > sockets_before + sockets_of_its_own)
        fail(
            fmt::format("{} connections of clients that have gone are still open: a failed write must close, "
                        "too",
                        open - sockets_before));
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

SHARED_CHECK(ServerCheck, OutOfDescriptorsKeepsServing) {
    // Lab 5's servers have some descriptors more of their own: an epoll and an eventfd for each worker,
    // perhaps.
    const std::uint64_t descriptors = subject().lab == 4 ? 24 : 40;
    const std::size_t clients = descriptors + 16;
    // In a quarter of a second, and in as much longer as the server takes to be found asleep: one that spins
    // never is.
    constexpr std::int64_t watched_ns = 250'000'000;
    constexpr std::size_t patient_accepts = 100;
    // Other threads may do whatever they do while it is watched: what counts is how often it tries.
    const auto spins = [](std::size_t refusals, std::int64_t in_ns) {
        return refusals > patient_accepts &&
               static_cast<double>(refusals) / static_cast<double>(patient_accepts) >
                   static_cast<double>(in_ns) / static_cast<double>(watched_ns);
    };
    constexpr double cpu_share = 0.25;
    expect_that(
        "the clients that are served stay served, accept() is not retried in a spin, and when descriptors "
        "come "
        "free new clients are served again");
    const bool traced = subject().arena->layers().ptrace && subject().arena->layers().seccomp;
    ServerOptions few;
    few.descriptors = descriptors;
    few.traced = traced;
    if (subject().lab != 4) few.arguments = {"--workers", "2"};  // however many cores there are
    step("the server may have {} descriptors (RLIMIT_NOFILE)", descriptors);
    Server& server = start(few);
    Client& first = connect();
    first.round_trip("first\n");
    step("{} clients more connect", clients);
    std::vector<Client*> crowd = connect_many(clients);
    server.wait_until_quiet();
    step("{} is still served", first.name());
    first.round_trip("still here?\n");

    step("watch the server for a quarter of a second");
    server.mark("watch");
    const Snapshot before = server.look(only_threads());
    const auto refusals = [&] {
        std::size_t count = 0;
        bool watching = false;
        server.for_each_event([&](const Event& event) {
            watching = watching || (event.what == "mark" && event.name == "watch");
            if (watching && accepts(event.name) && event.result < 0) ++count;
        });
        return count;
    };
    server.look_until(
        [&](const Snapshot& now) {
            return spins(refusals(), now.time_ns - before.time_ns) ||
                   (now.time_ns - before.time_ns > watched_ns && now.all_asleep());
        },
        only_threads());
    const Snapshot after = server.look(only_threads());
    server.mark("watched");
    const double seconds = static_cast<double>(after.time_ns - before.time_ns) / 1e9;
    const std::vector<Event> refused = server.log().between("watch", "watched").all([](const Event& event) {
        return accepts(event.name) && event.result < 0;
    });
    if (spins(refused.size(), after.time_ns - before.time_ns)) {
        fail(fmt::format("accept() failed {} times in {:.0f} ms: the server spins", refused.size(),
                         seconds * 1e3),
             {trace_excerpt("The calls", refused, client_names())});
    }
    const double used = static_cast<double>(after.cpu_ns() - before.cpu_ns()) / 1e9;
    // Under the tracer the CPU time is mostly the tracer's stops; there the calls have told all.
    if (!traced && used > cpu_share * seconds)
        fail(fmt::format("{:.0f} ms of CPU time in {:.1f} s in which nobody said anything: the server spins",
                         used * 1e3, seconds));

    step("all {} leave", clients);
    for (Client* client : crowd) client->close();
    step("{} is still served, and so is somebody new", first.name());
    first.round_trip("and now?\n");
    somebody_new_is_served();
}

}  // namespace grader
