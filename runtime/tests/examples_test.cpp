// Each example is started, spoken to over the loopback, and ended.
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cstdint>
#include <string>
#include <vector>

#include "example_program.hpp"

namespace rt {
namespace {

TEST(EchoExample, EchoesToSeveralClientsAtOnce) {
    Program server("echo");
    const std::uint16_t port = server.port();
    const Connection first(port);
    const Connection second(port);
    second.say("two\n");
    EXPECT_EQ(second.line(), "two") << "while the first one says nothing";
    first.say("one\n");
    EXPECT_EQ(first.line(), "one");
    first.end();
    EXPECT_EQ(first.line(), "") << "the server has closed";
    server.send(SIGTERM);
    EXPECT_TRUE(WIFSIGNALED(server.wait())) << "it does not care for signals";
}

TEST(DelayedEchoExample, LetsAShortDelayOvertakeALongOne) {
    Program server("delayed_echo");
    const Connection client(server.port());
    client.say("500 late\n0 early\n250 between\n");
    EXPECT_EQ(client.line(), "early");
    EXPECT_EQ(client.line(), "between");
    client.end();
    EXPECT_EQ(client.line(), "late") << "also when the client has ended its half";
    server.send(SIGTERM);
    EXPECT_EQ(server.rest(), "terminated\n");
    EXPECT_EQ(server.wait(), 0);
}

TEST(DelayedEchoExample, EndsInOrderWhileAnswersAreUnderWay) {
    Program server("delayed_echo");
    const Connection client(server.port());
    client.say("3600000 never\n0 now\n");
    EXPECT_EQ(client.line(), "now");
    server.send(SIGTERM);
    EXPECT_EQ(server.wait(), 0);
    EXPECT_EQ(client.line(), "") << "the connection is closed";
}

TEST(ChatExample, SaysToAllOthersWhatOneSays) {
    Program server("chat");
    const std::uint16_t port = server.port();
    const Connection ann(port);
    ann.say("ann\n");
    {
        const Connection bob(port);
        bob.say("bob\n");
        EXPECT_EQ(ann.line(), "* bob is here");
        const Connection eve(port);
        eve.say("eve\n");
        EXPECT_EQ(ann.line(), "* eve is here");
        EXPECT_EQ(bob.line(), "* eve is here");
        ann.say("hello\nall\n");
        for (const Connection* other : {&bob, &eve}) {
            EXPECT_EQ(other->line(), "ann: hello");
            EXPECT_EQ(other->line(), "ann: all");
        }
        eve.say("hi\n");
        EXPECT_EQ(ann.line(), "eve: hi") << "and nothing of its own";
        EXPECT_EQ(bob.line(), "eve: hi");
        eve.end();
        EXPECT_EQ(ann.line(), "* eve has gone");
    }
    EXPECT_EQ(ann.line(), "* bob has gone");
    server.send(SIGTERM);
    EXPECT_EQ(server.rest(), "all have gone\n");
    EXPECT_EQ(server.wait(), 0);
    EXPECT_EQ(ann.line(), "") << "the connection is closed";
}

std::string said_by(const std::string& example, const std::vector<std::string>& arguments, int& status) {
    Program program(example, arguments);
    const std::string text = program.rest();
    status = program.wait();
    return text;
}

TEST(ConnectTimeoutExample, ConnectsOrIsRefused) {
    Listener server;
    const std::string port = std::to_string(server.port());
    int status = 0;
    EXPECT_EQ(said_by("connect_timeout", {"127.0.0.1", port, "60000"}, status),
              "127.0.0.1:" + port + ": connected\n");
    EXPECT_EQ(status, 0);
    server.close();
    EXPECT_EQ(said_by("connect_timeout", {"127.0.0.1", port, "60000"}, status),
              "127.0.0.1:" + port + ": Connection refused\n");
    EXPECT_EQ(WEXITSTATUS(status), 1);
}

TEST(ConnectTimeoutExample, GivesUpWhereNobodyAnswers) {
    // A listener whose queue is full does not answer those who come then.
    const Listener full(0);
    const sockaddr_in address = local(full.port());
    std::vector<Descriptor> clients;
    bool unanswered = false;
    for (int client = 0; client < 20 && !unanswered; ++client) {
        const int socket = check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
        clients.emplace_back(socket);
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        pollfd ready{socket, POLLOUT, 0};
        unanswered = ::poll(&ready, 1, 200) == 0;
    }
    if (!unanswered) GTEST_SKIP() << "this kernel answers every client";
    int status = 0;
    const std::string port = std::to_string(full.port());
    EXPECT_EQ(said_by("connect_timeout", {"127.0.0.1", port, "50"}, status),
              "127.0.0.1:" + port + ": Connection timed out\n");
    EXPECT_EQ(WEXITSTATUS(status), 1);
}

// Each server answers only when the one behind it has been asked, so they must be asked at the same time.
TEST(ParallelFetchExample, AsksAllServersBeforeTheFirstAnswers) {
    const Listener one;
    const Listener two;
    const Listener three;
    Program program("parallel_fetch",
                    {std::to_string(one.port()), std::to_string(two.port()), std::to_string(three.port())});
    {
        const Connection to_three = three.accept();
        const Connection to_two = two.accept();
        const Connection to_one = one.accept();
        to_three.say("three\n");
        to_two.say("two\n");
        to_one.say("one\n");
    }
    EXPECT_EQ(program.rest(), "one\ntwo\nthree\n");
    EXPECT_EQ(program.wait(), 0);
}

TEST(ParallelFetchExample, SaysWhenAServerIsNotThere) {
    std::uint16_t port = 0;
    {
        const Listener gone;
        port = gone.port();
    }
    int status = 0;
    EXPECT_EQ(said_by("parallel_fetch", {std::to_string(port)}, status), "Connection refused\n");
    EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace rt
