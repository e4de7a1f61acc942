// Practice 3 and 4: the end. Whoever still waits is told, and so is who waits for all of them.
#include <vector>

#include "checks/server_check.hpp"

namespace grader {

CHECK_CLASS(SharedTermEndsAllWaits, ServerCheck);
ADD_TO_CATALOGUE(Practice3, SharedTermEndsAllWaits, TermEndsAllWaits);
ADD_TO_CATALOGUE(Practice4, SharedTermEndsAllWaits, TermEndsAllWaits);

void SharedTermEndsAllWaits::examine() {
    expect_that(
        "at SIGTERM clients that are silent get the end of the stream; exit status 0 within 2 s, without "
        "their "
        "help");
    start();
    step("5 clients connect; all but two do a round trip, those say nothing");
    const std::vector<Client*> clients = connect_many(5);
    for (std::size_t index = 0; index < 3; ++index) clients[index]->round_trip("hello\n");
    end_with_term();
    step("wait for the server's end, while the clients stay connected");
    expect_clean_exit();
    step("all clients see the end");
    for (Client* client : clients) client->expect_closed();
}

}  // namespace grader
