// Each example is started, spoken to over the loopback, and ended.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

namespace rt {
namespace {

// So long may anything take before the test fails instead of hanging.
constexpr int patience_seconds = 60;

int check(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
}

class Descriptor {
 public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() { close(); }
    void close() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }
    [[nodiscard]] int number() const { return number_; }

 private:
    int number_;
};

/// An example that runs.
class Program {
 public:
    explicit Program(const std::string& name, const std::vector<std::string>& arguments = {}) : output_(-1) {
        int ends[2];
        check(::pipe2(ends, O_CLOEXEC), "pipe2");
        const Descriptor write_end(ends[1]);
        output_ = ends[0];
        std::string path = RT_EXAMPLES_DIR "/rt_" + name;
        std::vector<char*> words{path.data()};
        std::vector<std::string> copies = arguments;
        for (std::string& copy : copies) words.push_back(copy.data());
        words.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
        const int error = ::posix_spawn(&process_, path.c_str(), &actions, nullptr, words.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (error != 0) throw std::system_error(error, std::generic_category(), path);
    }
    ~Program() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
        }
        ::close(output_);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// What it says next, without the line's end; "" at the end.
    std::string line() {
        std::string text;
        for (char letter = 0; next(letter) && letter != '\n';) text.push_back(letter);
        return text;
    }
    std::string rest() {
        std::string text;
        for (char letter = 0; next(letter);) text.push_back(letter);
        return text;
    }
    /// From "listening on ADDRESS:PORT".
    std::uint16_t port() {
        const std::string text = line();
        EXPECT_EQ(text.rfind("listening on 127.0.0.1:", 0), 0U) << text;
        return static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind(':') + 1)));
    }
    void send(int signal) const { ::kill(process_, signal); }
    /// As of waitpid(2).
    int wait() {
        int status = 0;
        check(::waitpid(std::exchange(process_, -1), &status, 0), "waitpid");
        return status;
    }

 private:
    bool next(char& letter) const {
        pollfd ready{output_, POLLIN, 0};
        if (::poll(&ready, 1, patience_seconds * 1'000) != 1) {
            ADD_FAILURE() << "the example says nothing";
            return false;
        }
        return ::read(output_, &letter, 1) == 1;
    }
    int output_;
    pid_t process_ = -1;
};

sockaddr_in local(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A client of an example, or what a server of ours has accepted.
class Connection {
 public:
    explicit Connection(Descriptor socket) : socket_(std::move(socket)) { limit(); }
    explicit Connection(std::uint16_t port)
        : socket_(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")) {
        limit();
        const sockaddr_in address = local(port);
        check(::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
              "connect");
    }
    void say(const std::string& text) const {
        EXPECT_EQ(::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    /// The next line, or "" at the end (or when nothing comes).
    [[nodiscard]] std::string line() const {
        std::string text;
        for (char letter = 0; ::recv(socket_.number(), &letter, 1, 0) == 1 && letter != '\n';)
            text.push_back(letter);
        return text;
    }
    void end() const { ::shutdown(socket_.number(), SHUT_WR); }

 private:
    void limit() const {
        const timeval patience{patience_seconds, 0};
        ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    Descriptor socket_;
};

/// A server of ours, for examples that are clients.
class Listener {
 public:
    explicit Listener(int backlog = 10)
        : socket_(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")) {
        const sockaddr_in address = local(0);
        check(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
        check(::listen(socket_.number(), backlog), "listen");
        const timeval patience{patience_seconds, 0};
        ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    [[nodiscard]] std::uint16_t port() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(socket_.number(), reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }
    [[nodiscard]] Connection accept() const {
        return Connection(
            Descriptor(check(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC), "accept")));
    }
    void close() { socket_.close(); }

 private:
    Descriptor socket_;
};

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
