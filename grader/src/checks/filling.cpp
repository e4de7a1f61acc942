#include "checks/filling.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

#include "evidence/clients/bytes.hpp"

namespace grader {

Filling fill_up(Server& server, Client& client, std::size_t most, std::size_t from) {
    constexpr std::size_t piece = 256 * 1024;
    constexpr std::chrono::milliseconds a_moment(20);
    Filling filling;
    std::size_t under_way = 0;
    for (int refusals = 0; filling.sent < most && refusals < 2;) {
        // No more than is sent: to make them takes longer than to send them.
        if (filling.sent == filling.bytes.size()) filling.bytes += text(from + filling.sent, piece);
        const std::size_t fitted =
            client.send_what_fits(std::string_view(filling.bytes).substr(filling.sent));
        filling.sent += fitted;
        // It takes no more right now. It never will once the server is quiet and nothing moves on the way to
        // it.
        if (fitted == 0 && !client.writable_within(a_moment)) server.wait_until_quiet();
        const std::size_t left = client.unacknowledged();
        refusals = fitted == 0 && left == under_way ? refusals + 1 : 0;
        under_way = left;
    }
    filling.is_stuck = filling.sent < most;
    return filling;
}

}  // namespace grader
