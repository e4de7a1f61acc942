// How connections come about, and how clients leave them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <future>

#include "client_error_of.hpp"
#include "evidence/clients/client.hpp"
#include "tiny_server.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = ClientError::Kind;

std::optional<std::string> asleep() {
    return "every thread of the server is asleep";
}

/// A listener whose queue is full with the first connection: the next SYN is dropped.
struct FullBacklog {
    Endpoint endpoint;
    UniqueFd listener = listen_somewhere(0, endpoint);
    Client first = Client("the first", endpoint, Patience());
};

TEST(Connecting, IsRefusedAtOnceWhereNobodyListens) {
    Endpoint nobody;
    listen_somewhere(1, nobody).reset();
    const ClientError error = client_error_of([&] { Client("ada", nobody, Patience()); });
    EXPECT_EQ(error.kind, Kind::refused);
    EXPECT_THAT(error.what(), StartsWith("ada could not connect to 127.0.0.1:"));
    EXPECT_THAT(error.what(), HasSubstr("Connection refused"));
}

TEST(Connecting, NeedsNobodyToAccept) {
    Endpoint endpoint;
    const UniqueFd listener = listen_somewhere(8, endpoint);
    const Client ada("ada", endpoint, Patience());
    const UniqueFd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    ASSERT_EQ(::getpeername(accepted.get(), reinterpret_cast<sockaddr*>(&peer), &size), 0);
    EXPECT_EQ(ntohs(peer.sin_port), ada.local_port());
}

// The kernel repeats a dropped SYN after a second. That the server sleeps meanwhile says nothing against it.
TEST(Connecting, WaitsOutAFullBacklogEvenIfTheServerSleepsMeanwhile) {
    const FullBacklog full;
    int questions = 0;
    Patience patience;
    patience.hopeless = [&] {
        // Making room at the first question, after the SYN was dropped and before it is repeated.
        if (questions++ == 0)
            UniqueFd(::accept4(full.listener.get(), nullptr, nullptr, SOCK_CLOEXEC)).reset();
        return asleep();
    };
    const Client ada("ada", full.endpoint, patience);
    EXPECT_GT(questions, 0);
    EXPECT_NE(ada.local_port(), 0);
}

TEST(Connecting, IsHopelessOnceASleepingServerHasDroppedARepeatedSyn) {
    const FullBacklog full;
    Patience patience;
    patience.limit = std::chrono::hours(1);
    patience.hopeless = asleep;
    const ClientError error = client_error_of([&] { Client("ada", full.endpoint, patience); });
    EXPECT_EQ(error.kind, Kind::timeout);
    EXPECT_THAT(error.what(), HasSubstr(": every thread of the server is asleep"));
}

/// What the server's read sees when the client leaves in some way: 0 for the end of the stream, or an errno.
int seen_by_server(const std::function<void(Client&)>& leave) {
    std::promise<int> seen;
    const TinyServer server([&](int connection) {
        char byte = 0;
        seen.set_value(::recv(connection, &byte, 1, 0) < 0 ? errno : 0);
    });
    Client ada("ada", server.endpoint(), Patience());
    leave(ada);
    return seen.get_future().get();
}

TEST(Leaving, IsTheEndOfTheStreamAfterCloseAndAnErrorAfterReset) {
    EXPECT_EQ(seen_by_server([](Client& ada) { ada.close(); }), 0);
    EXPECT_EQ(seen_by_server([](Client& ada) { ada.shutdown_write(); }), 0);
    EXPECT_EQ(seen_by_server([](Client& ada) { ada.reset(); }), ECONNRESET);
}

TEST(Leaving, IsWhatTheServerDoesToBytesOnTheirWay) {
    Endpoint endpoint;
    const UniqueFd listener = listen_somewhere(8, endpoint);
    Client ada("ada", endpoint, Patience());
    UniqueFd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    ada.send_what_fits(std::string(64U << 20U, 'x'));
    ASSERT_GT(ada.unacknowledged(), 0U);
    accepted.reset();  // with bytes unread, so that it is a reset
    const ClientError error = client_error_of([&] { ada.wait_until_acknowledged(); });
    EXPECT_EQ(error.kind, Kind::reset);
    EXPECT_THAT(error.what(), HasSubstr("on their way when the server reset the connection"));
}

TEST(Leaving, OfTheServerBeforeShutdownIsNoErrorUntilTheNextRead) {
    const TinyServer server(leave_with_reset);
    Client ada("ada", server.endpoint(), Patience());
    EXPECT_TRUE(wait_for(Patience(), [&] { return ada.readable(); }));
    ada.shutdown_write();
    EXPECT_EQ(client_error_of([&] { ada.expect_eof(); }).kind, Kind::reset);
}

}  // namespace
}  // namespace grader
