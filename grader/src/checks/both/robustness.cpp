// Stage C, from outside: clients that die, vanish or never read.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/labs.hpp"
#include "checks/filling.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

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
    step("{} is connected; 20 others come, too", bystander.name());
    const std::vector<Client*> all_rude = connect_many(20);
    step("each of the 20 sends something and resets its connection, half of them with bytes still unread");
    for (std::uint64_t turn = 0; turn < all_rude.size(); ++turn) {
        Client& rude = *all_rude[turn];
        rude.send(text(turn, 5'000));
        if (turn % 2 == 0) rude.expect(text(turn, 5'000));
        rude.reset();
    }
    // (The labs have a check of its own for who is written to when it has gone.)
    if (properties_of(subject_.lab).model == Model::loop) {
        step("20 more send 30,000 bytes, read nothing and close");
        for (std::uint64_t turn = 0; turn < 20; ++turn) {
            Client& gone = connect();
            gone.send_what_fits(text(turn, 30'000));
            gone.close();
        }
    }
    step("{} goes on", bystander.name());
    bystander.round_trip(text(99, 3'000));
    // Who cleans up behind those that have gone when the next one comes, and ends by that, has perhaps served
    // this one: the one after it finds out.
    for (int newcomer = 0; newcomer < 2; ++newcomer) {
        expect_still_there();
        somebody_new_is_served();
    }
}

ALSO_IN(Practice1, ResetHarmsNobody);

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
    if (!closes)
        server.wait_until_quiet();
    else if (!server.settle(all_are_closed, only_descriptors()) && open > sockets_before + sockets_of_its_own)
        fail(
            FactKind::open_after_a_failed_write, "",
            fmt::format("{} connections of clients that have gone are still open: a failed write must close, "
                        "too",
                        open - sockets_before));
    somebody_new_is_served();
}

SHARED_CHECK(ServerCheck, NeverReadingClientHoldsBackOnlyItself) {
    constexpr std::size_t piece = 256 * 1024;
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
    const Filling filling = fill_up(server, stubborn, too_much);
    const std::uint64_t memory_after = server.look(all_but_sockets()).resident_bytes;
    if (!filling.is_stuck)
        fail(FactKind::buffers_without_bound, "",
             fmt::format("the server took {} MiB from a client that read nothing: it buffers them all",
                         filling.sent >> 20U));
    if (memory_after > memory_before + allowed_growth)
        fail(FactKind::buffers_without_bound, "",
             fmt::format("the server's memory grew by {} MiB", (memory_after - memory_before) >> 20U));
    step("{} does round trips meanwhile", other.name());
    for (std::uint64_t turn = 0; turn < 5; ++turn) other.round_trip(text(turn, 1'000));
    step("{} now reads: everything it got rid of ({} KiB) must come back", stubborn.name(),
         filling.sent >> 10U);
    for (std::size_t at = 0; at < filling.sent;) {
        const std::size_t size = std::min(piece, filling.sent - at);
        stubborn.expect(std::string_view(filling.bytes).substr(at, size));
        at += size;
    }
}
ALSO_IN(Practice3, NeverReadingClientHoldsBackOnlyItself);

}  // namespace grader
