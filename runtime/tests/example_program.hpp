// What the tests of the examples are made of: a program that runs, and blocking sockets to speak to it with.
#pragma once

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
#include <utility>
#include <vector>

namespace rt {

// So long may anything take before the test fails instead of hanging.
constexpr int patience_seconds = 60;

inline int check(int result, const char* call) {
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

inline sockaddr_in local(std::uint16_t port) {
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

}  // namespace rt
