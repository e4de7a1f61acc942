// Every model is a correct echo server, within the limits of its model.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "cores.hpp"
#include "subject.hpp"
#include "unique_fd.hpp"

namespace models {
namespace {

using bench::UniqueFd;

constexpr std::size_t several = 5;

std::vector<std::string> names() {
    std::vector<std::string> all;
    std::istringstream list(MODELS);
    for (std::string name; std::getline(list, name, ',');) all.push_back(name);
    return all;
}

class Client {
 public:
    explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{.tv_sec = 20, .tv_usec = 0};
        setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bench::check(connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
                     "connect");
    }
    void send(const std::string& text) {
        ASSERT_EQ(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    std::string receive(std::size_t size) {
        std::string text(size, '\0');
        const ssize_t got = recv(socket_.get(), text.data(), size, MSG_WAITALL);
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, got)));
        return text;
    }
    std::string ask(const std::string& text) {
        send(text);
        return receive(text.size());
    }
    void half_close() { shutdown(socket_.get(), SHUT_WR); }
    /// True when the server has closed, and nothing was left to read.
    bool is_at_end() {
        char byte = 0;
        return recv(socket_.get(), &byte, 1, 0) == 0;
    }
    void reset() {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        socket_.reset();
    }

 private:
    UniqueFd socket_;
};

std::vector<int> all_cores() {
    return bench::choose_cores(1).shared;
}

class Model : public testing::TestWithParam<std::string> {
 protected:
    Model() : server_(program(), several, all_cores()) {}
    static Program program() {
        return {.name = GetParam(),
                .path = std::string(MODELS_DIRECTORY) + "/" + GetParam(),
                .one_at_a_time = GetParam() == "sequential",
                .worker_each = GetParam() == "thread_pool" || GetParam() == "prefork"};
    }
    Client connect() { return Client(server_.port()); }
    Subject server_;
};

TEST_P(Model, EchoesAndEndsAfterItsClient) {
    Client client = connect();
    EXPECT_EQ(client.ask("a message"), "a message");
    EXPECT_EQ(client.ask(std::string("\0\n\xff", 3)), std::string("\0\n\xff", 3));
    client.send("the last one");
    client.half_close();
    EXPECT_EQ(client.receive(12), "the last one");
    EXPECT_TRUE(client.is_at_end());
}

TEST_P(Model, AnswersSeveralClientsInAnyOrder) {
    if (program().one_at_a_time) GTEST_SKIP() << "its second client waits for the first one to leave";
    std::vector<Client> clients;
    while (clients.size() < several) clients.push_back(connect());
    // The newest first: one that served its clients in the order of their coming would wait for ever.
    for (auto client = clients.rbegin(); client != clients.rend(); ++client)
        EXPECT_EQ(client->ask("a message"), "a message");
}

TEST_P(Model, ServesTheNextClientWhenOneHasLeft) {
    for (std::size_t count = 0; count < 3 * several; ++count) EXPECT_EQ(connect().ask("hello"), "hello");
}

TEST_P(Model, OutlivesAClientThatResets) {
    Client rude = connect();
    EXPECT_EQ(rude.ask("hello"), "hello");
    rude.send(std::string(1000, 'x'));
    rude.reset();
    EXPECT_EQ(connect().ask("hello"), "hello");
}

TEST_P(Model, KeepsAnUnreadEchoWhileTheClientOnlySends) {
    constexpr std::size_t size = 8'000'000;  // more than the sockets' buffers hold
    Client client = connect();
    std::thread sender([&client] {
        for (std::size_t sent = 0; sent < size; sent += 100'000)
            client.send(std::string(100'000, static_cast<char>('a' + sent / 100'000 % 26)));
    });
    for (std::size_t got = 0; got < size; got += 100'000)
        EXPECT_EQ(client.receive(100'000), std::string(100'000, static_cast<char>('a' + got / 100'000 % 26)));
    sender.join();
}

TEST_P(Model, DelaysEachEchoAndNobodyElse) {
    constexpr std::chrono::milliseconds delay{300};
    Subject server(program(), several, all_cores(), {.options = {"--delay-ms", "300"}});
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    std::vector<Client> clients;
    while (clients.size() < (program().one_at_a_time ? 1 : several)) {
        clients.emplace_back(server.port());
        clients.back().send("one");
    }
    // Sent while the first echo waits: it is no reason to be busy, and it is not lost.
    clients.front().send("two");
    for (Client& client : clients) EXPECT_EQ(client.receive(3), "one");
    EXPECT_GE(Clock::now() - begin, delay);
    EXPECT_EQ(clients.front().receive(3), "two");
    clients.front().send("three");
    clients.front().half_close();
    EXPECT_EQ(clients.front().receive(5), "three");
    EXPECT_TRUE(clients.front().is_at_end());
    for (std::size_t left = 1; left < clients.size(); ++left) clients[left].reset();
    EXPECT_EQ(Client(server.port()).ask("hello"), "hello");
}

TEST_P(Model, LeavesNoProcessBehind) {
    // As many as there are workers, so that all of those are there.
    std::vector<Client> clients;
    while (clients.size() < (program().one_at_a_time ? 1 : several)) {
        clients.push_back(connect());
        EXPECT_EQ(clients.back().ask("hello"), "hello");
    }
    const std::vector<int> pids = server_.pids();
    EXPECT_EQ(pids.size(), GetParam() == "prefork" ? several + 1 : 1);
    server_.terminate();
    for (const int pid : pids) EXPECT_EQ(kill(pid, 0), -1) << pid;
}

INSTANTIATE_TEST_SUITE_P(Models, Model, testing::ValuesIn(names()),
                         [](const auto& model) { return model.param; });

TEST(BusyPollAndPrefork, EndWithStatusZeroAtSigterm) {
    for (const char* name : {"busy_poll", "prefork"}) {
        Subject server({.name = name, .path = std::string(MODELS_DIRECTORY) + "/" + name}, 1, all_cores());
        EXPECT_TRUE(server.terminate()) << name;
    }
}

}  // namespace
}  // namespace models
