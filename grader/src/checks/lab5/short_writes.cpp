// Stage D: the kernel takes less than it is given. A client that reads late makes it so, as really as in the
// wild: first a write that takes a part, then one that would block (EAGAIN).
#include <cstdint>
#include <string_view>

#include "checks/filling.hpp"
#include "checks/rest.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

GRADED_CHECK(Lab5, ServerCheck, ShortWritesLoseNothing) {
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
        const Filling filling = fill_up(server, client, too_much, turn << 32U);
        const std::string_view all = std::string_view(filling.bytes).substr(0, filling.sent);
        if (!filling.is_stuck) {
            if (server.look(all_but_sockets()).resident_bytes > memory_before + too_much / 2)
                fail(FactKind::buffers_without_bound, "",
                     fmt::format("this can only be judged of a server that waits for room: it took {} MiB "
                                 "from a client "
                                 "that read nothing, and keeps them in its memory",
                                 filling.sent >> 20U));
            step("it took {} MiB: all of them must come back", filling.sent >> 20U);
            try {
                client.expect(all);
            } catch (const ClientError& error) {
                fail(FactKind::bytes_lost, "",
                     fmt::format(
                         "the server took {} MiB from a client that read nothing, and has lost some: {}",
                         filling.sent >> 20U, error.what()));
            }
            inconclusive(fmt::format(
                "this machine's buffers take {} MiB: nothing can be made to wait for room", too_much >> 20U));
        }
        // While nothing can be sent and nobody says anything, there is nothing to do.
        if (turn == 0) {
            const auto unrest = watch_rest(server).unrest();
            if (unrest && was_restful)
                fail(FactKind::tries_without_waiting, "write",
                     *unrest +
                         " in which nothing could be sent: the server tries again and again instead of "
                         "waiting "
                         "for "
                         "room");
        }
        client.expect(all);
        step("… and goes on with 200,000 bytes in large pieces, reading in between");
        client.exchange(text(turn, 200'000), {50'000, 1});
        client.leave();
    }
}

}  // namespace grader
