// Stage D: the kernel takes less than it is given. A client that reads late makes it so, as really as in the
// wild: first a write that takes a part, then one that would block (EAGAIN).
#include "checks/rest.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

GRADED_CHECK(Lab5, ServerCheck, ShortWritesLoseNothing) {
    // More than the kernel's buffers hold on the way to the server and back (tcp_rmem and tcp_wmem in
    // tcp(7)).
    constexpr std::size_t most = 32U << 20U;
    constexpr std::size_t piece = 256 * 1024;
    expect_that(
        "what the kernel does not take at once is sent when there is room again: clients that read late get "
        "every byte, in order");
    Server& server = start();
    bool was_restful = false;
    for (std::uint64_t turn = 0; turn < 2; ++turn) {
        Client& client = connect();
        // One that does not rest either while a client is silent is another check's matter.
        if (turn == 0) was_restful = watch_rest(server).at_rest();
        step("{} sends until nothing more fits anywhere; then it reads everything", client.name());
        const std::uint64_t memory_before = server.look(all_but_sockets()).resident_bytes;
        std::string bytes;  // no more than is sent: to make them takes longer than to send them
        std::size_t sent = 0;
        for (int refusals = 0; sent < most && refusals < 3;) {
            if (sent == bytes.size()) bytes += text((turn << 32U) + sent, piece);
            const std::size_t fitted = client.send_what_fits(std::string_view(bytes).substr(sent));
            sent += fitted;
            if (fitted > 0 || client.writable_within(std::chrono::milliseconds(20))) continue;
            server.wait_until_quiet();  // on a busy machine it may only be slow
            ++refusals;
        }
        if (sent >= most) {
            if (server.look(all_but_sockets()).resident_bytes > memory_before + most / 2)
                fail(fmt::format(
                    "this can only be judged of a server that waits for room: it took {} MiB from a client "
                    "that read nothing, and keeps them in its memory",
                    sent >> 20U));
            step("it took {} MiB: all of them must come back", sent >> 20U);
            try {
                client.expect(std::string_view(bytes).substr(0, sent));
            } catch (const ClientError& error) {
                fail(fmt::format(
                    "the server took {} MiB from a client that read nothing, and has lost some: {}",
                    sent >> 20U, error.what()));
            }
            inconclusive("this machine's buffers take 32 MiB: nothing can be made to wait for room");
        }
        // While nothing can be sent and nobody says anything, there is nothing to do.
        if (turn == 0) {
            const auto unrest = watch_rest(server).unrest();
            if (unrest && was_restful)
                fail(*unrest +
                     " in which nothing could be sent: the server tries again and again instead of waiting "
                     "for "
                     "room");
        }
        client.expect(std::string_view(bytes).substr(0, sent));
        step("… and goes on with 200,000 bytes in large pieces, reading in between");
        client.exchange(text(turn, 200'000), {50'000, 1});
        client.shutdown_write();
        client.expect_eof();
    }
}

}  // namespace grader
