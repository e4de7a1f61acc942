#include "base/channel.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "base/error.hpp"

namespace grader {
namespace {

using nlohmann::json;

/// A channel, and the bare other end of its socket.
struct Pair {
    UniqueFd bare;
    Channel channel = Channel(connect());

    UniqueFd connect() {
        int ends[2];
        check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
        bare.reset(ends[0]);
        return UniqueFd(ends[1]);
    }
    void put(const std::string& bytes) const {
        ASSERT_EQ(::send(bare.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    }
};

TEST(Channel, CarriesMessagesInTheirOrder) {
    Pair pair;
    Channel other(std::move(pair.bare));
    EXPECT_TRUE(other.send({{"number", 1}}));
    EXPECT_TRUE(other.send({{"text", "two\nlines"}}));
    EXPECT_EQ(pair.channel.receive(), json({{"number", 1}}));
    EXPECT_EQ(pair.channel.receive(), json({{"text", "two\nlines"}}));
}

TEST(Channel, CarriesMessagesLargerThanTheSocketsBuffer) {
    Pair pair;
    Channel other(std::move(pair.bare));
    const json large = {{"text", std::string(4U << 20U, 'x')}};
    std::thread sender([&] { EXPECT_TRUE(other.send(large)); });
    EXPECT_EQ(pair.channel.receive(), large);
    sender.join();
}

TEST(Channel, ReplacesBytesThatAreNotUtf8) {
    Pair pair;
    Channel other(std::move(pair.bare));
    EXPECT_TRUE(other.send({{"text", "\xff"}}));
    EXPECT_EQ(pair.channel.receive(), json({{"text", "\uFFFD"}}));
}

TEST(Channel, PutsTogetherWhatCameInPieces) {
    Pair pair;
    bool ended = false;
    pair.put("{\"num");
    EXPECT_FALSE(pair.channel.receive_now(ended));
    pair.put("ber\":");
    EXPECT_FALSE(pair.channel.receive_now(ended));
    pair.put("1}\n{\"number\":2}\n{\"nu");
    EXPECT_EQ(pair.channel.receive_now(ended), json({{"number", 1}}));
    EXPECT_EQ(pair.channel.receive_now(ended), json({{"number", 2}}));
    EXPECT_FALSE(pair.channel.receive_now(ended));
    pair.put("mber\":3}\n");
    EXPECT_EQ(pair.channel.receive_now(ended), json({{"number", 3}}));
    EXPECT_FALSE(ended);
}

TEST(Channel, GivesWhatIsThereBeforeItSaysThatItHasEnded) {
    Pair pair;
    bool ended = false;
    pair.put("1\n2\nunfinished");
    pair.bare.reset();
    EXPECT_EQ(pair.channel.receive_now(ended), json(1));
    EXPECT_EQ(pair.channel.receive_now(ended), json(2));
    EXPECT_FALSE(ended);
    EXPECT_FALSE(pair.channel.receive_now(ended));
    EXPECT_TRUE(ended);
}

TEST(Channel, HasNoNextMessageAtTheEnd) {
    Pair pair;
    pair.put("1\n");
    pair.bare.reset();
    EXPECT_EQ(pair.channel.receive(), json(1));
    EXPECT_FALSE(pair.channel.receive());
    EXPECT_FALSE(pair.channel.receive());
}

TEST(Channel, CannotSendToSomebodyWhoHasGone) {
    Pair pair;
    pair.bare.reset();
    EXPECT_FALSE(pair.channel.send({{"number", 1}}));  // and no SIGPIPE
}

TEST(Channel, RefusesALineThatIsNotJson) {
    Pair pair;
    pair.put("hello\n");
    EXPECT_THROW(pair.channel.receive(), json::parse_error);
}

TEST(Channel, TakesNoMessageWithoutAnEnd) {
    int ends[2];
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
    Channel channel(UniqueFd{ends[0]}, 1000);
    const UniqueFd other(ends[1]);
    const std::string piece(900, ' ');
    ASSERT_EQ(::send(other.get(), piece.data(), piece.size(), 0), 900);
    bool ended = false;
    EXPECT_FALSE(channel.receive_now(ended));
    ASSERT_EQ(::send(other.get(), piece.data(), piece.size(), 0), 900);
    EXPECT_THROW((void)channel.receive_now(ended), std::length_error);
}

}  // namespace
}  // namespace grader
