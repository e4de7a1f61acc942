// What a client does on a connection that came about; how connections come about is in connecting_test.cpp.
#include "evidence/clients/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>

#include "client_error_of.hpp"
#include "evidence/clients/bytes.hpp"
#include "tiny_server.hpp"

namespace grader {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = ClientError::Kind;

TEST(Client, GetsBackWhatItSent) {
    const TinyServer server(echo);
    Client ada("ada", server.endpoint(), Patience());
    ada.round_trip(pattern(1, 5'000));
    ada.round_trip("and more");
    EXPECT_EQ(ada.available(), 0U);
}

TEST(Client, ExchangesInPiecesMoreThanAnyBufferHolds) {
    const TinyServer server(echo);
    Client::Options small;
    small.send_buffer = small.receive_buffer = 8 * 1024;
    Client ada("ada", server.endpoint(), Patience(), small);
    ada.exchange(pattern(1, 8U << 20U), {1, 2, 3, 5'000, 70'000});
    ada.exchange(pattern(2, 100'000), {});
    ada.shutdown_write();
    ada.expect_eof();
}

TEST(Client, NamesTheFirstByteThatDiffers) {
    const TinyServer server(corrupt_byte(1'000));
    Client ada("ada", server.endpoint(), Patience());
    ada.round_trip(pattern(1, 600));
    const ClientError error = client_error_of([&] { ada.round_trip(pattern(2, 600)); });
    EXPECT_EQ(error.kind, Kind::mismatch);
    EXPECT_EQ(error.client, "ada");
    EXPECT_STREQ(error.what(), "ada: byte 401 of 600 differs (byte 1001 of all that came back)");
    EXPECT_FALSE(error.exhibits.empty());
}

TEST(Client, SeesThatBytesWereLostInAnExchange) {
    const TinyServer server(lose_bytes(50'000, 7));
    Client ada("ada", server.endpoint(), Patience());
    const ClientError error = client_error_of([&] { ada.exchange(pattern(1, 200'000), {}); });
    EXPECT_EQ(error.kind, Kind::mismatch);
    EXPECT_THAT(error.what(), StartsWith("ada: byte 50001 of 200000 differs"));
}

TEST(Client, SaysHowMuchHadComeWhenTheServerClosed) {
    const TinyServer server(close_after(100));
    Client ada("ada", server.endpoint(), Patience());
    ada.send(pattern(1, 100));
    const ClientError error = client_error_of([&] { ada.expect(pattern(1, 200)); });
    EXPECT_EQ(error.kind, Kind::closed);
    EXPECT_THAT(error.what(), StartsWith("ada waited for 200 bytes back and got 100"));
}

TEST(Client, TellsAResetFromAClose) {
    const TinyServer server(reset_after(100));
    Client ada("ada", server.endpoint(), Patience());
    ada.send(pattern(1, 100));
    const ClientError error = client_error_of([&] { ada.expect(pattern(1, 200)); });
    EXPECT_EQ(error.kind, Kind::reset);
    EXPECT_THAT(error.what(), HasSubstr("the server reset the connection"));
}

TEST(Client, ShowsTheBytesThatCameInsteadOfTheEnd) {
    const TinyServer server([](int connection) { write_all(connection, "surprise", 8); });
    Client ada("ada", server.endpoint(), Patience());
    const ClientError error = client_error_of([&] { ada.expect_eof(); });
    EXPECT_EQ(error.kind, Kind::unexpected_data);
    ASSERT_EQ(error.exhibits.size(), 1U);
    EXPECT_THAT(error.exhibits[0].lines.at(0), HasSubstr("surprise"));
}

TEST(Client, TakesAnyEndOfTheConnectionForClosed) {
    const TinyServer talker([](int connection) { write_all(connection, "bye", 3); });
    const TinyServer resetter(leave_with_reset);
    Client ada("ada", talker.endpoint(), Patience());
    Client bob("bob", resetter.endpoint(), Patience());
    ada.expect_closed();
    bob.expect_closed();
}

TEST(Client, ReadsToTheEndAfterShuttingDownItsOwnSide) {
    const TinyServer server([](int connection) {
        swallow(connection);
        write_all(connection, "all read", 8);
    });
    Client ada("ada", server.endpoint(), Patience());
    ada.send("a question");
    ada.shutdown_write();
    ada.expect("all read");
    ada.expect_eof();
}

TEST(Client, LosesPatienceWithAServerThatNeverAnswers) {
    const TinyServer server(never_answer);
    Patience patience;
    patience.limit = milliseconds(60);
    Client ada("ada", server.endpoint(), patience);
    const ClientError error = client_error_of([&] { ada.round_trip("hello"); });
    EXPECT_EQ(error.kind, Kind::timeout);
    EXPECT_STREQ(error.what(), "ada waited for 5 bytes back and got none: nothing happened for 0.06 s");
}

TEST(Client, LosesPatienceWithAServerThatTakesNoMore) {
    const TinyServer server(never_answer);
    Patience patience;
    patience.limit = milliseconds(200);
    Client ada("ada", server.endpoint(), patience);
    const ClientError error = client_error_of([&] { ada.send(pattern(1, 64U << 20U)); });
    EXPECT_EQ(error.kind, Kind::timeout);
    EXPECT_THAT(error.what(), HasSubstr("of 67108864 bytes, then the server took no more"));
}

TEST(Client, DoesNotWaitWhenWaitingIsHopeless) {
    const TinyServer server(never_answer);
    Patience patience;
    patience.limit = std::chrono::hours(1);
    patience.hopeless = [] { return "every thread of the server is asleep"; };
    Client ada("ada", server.endpoint(), patience);
    const ClientError error = client_error_of([&] { ada.round_trip("hello"); });
    EXPECT_EQ(error.kind, Kind::timeout);
    EXPECT_THAT(error.what(), HasSubstr("got none: every thread of the server is asleep"));
}

TEST(Client, StillCountsWhatCameWhileItAskedWhetherAllHopeIsGone) {
    std::atomic<int> servers_end = -1;
    const TinyServer server([&](int connection) {
        servers_end = connection;
        never_answer(connection);
    });
    Patience patience;
    patience.limit = std::chrono::hours(1);
    patience.hopeless = [&]() -> std::optional<std::string> {
        if (servers_end < 0) return std::nullopt;
        write_all(servers_end, "late", 4);
        return "it is dead";
    };
    Client ada("ada", server.endpoint(), patience);
    ada.expect("late");
}

TEST(Client, CanTellWhetherItsBytesHaveArrived) {
    const TinyServer server(never_answer);
    Patience patience;
    patience.limit = milliseconds(300);
    Client ada("ada", server.endpoint(), patience);
    ada.send("small enough for any buffer");
    ada.wait_until_acknowledged();
    EXPECT_EQ(ada.unacknowledged(), 0U);

    const std::size_t fitted = ada.send_what_fits(pattern(1, 64U << 20U));
    EXPECT_LT(fitted, 64U << 20U);
    EXPECT_FALSE(ada.writable_within(milliseconds(0)));
    const ClientError error = client_error_of([&] { ada.wait_until_acknowledged(); });
    EXPECT_EQ(error.kind, Kind::timeout);
    EXPECT_THAT(error.what(), HasSubstr("bytes on their way to the server"));
}

TEST(Client, SaysWhatIsThereToReadWithoutReadingIt) {
    const TinyServer server(echo);
    Client ada("ada", server.endpoint(), Patience());
    EXPECT_FALSE(ada.readable());
    ada.send("hello");
    EXPECT_TRUE(wait_for(Patience(), [&] { return ada.available() == 5; }));
    EXPECT_TRUE(ada.readable());
    ada.expect("hello");
    EXPECT_FALSE(ada.readable());
}

TEST(Client, IsOfNoUseOnceItIsClosed) {
    const TinyServer server(echo);
    Client ada("ada", server.endpoint(), Patience());
    ada.close();
    EXPECT_THROW(ada.send("hello"), std::logic_error);
}

}  // namespace
}  // namespace grader
