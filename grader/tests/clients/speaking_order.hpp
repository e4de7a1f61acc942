// An echo server that remembers in which order its clients began to speak. Its listener defers: a connection
// gets its place in the queue of accept(2) with its first bytes, TCP_DEFER_ACCEPT in tcp(7). So the kernel
// keeps the order, and no thread needs to be in time for it.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "tiny_server.hpp"

namespace grader {

class SpeakingOrder {
 public:
    /// Serves one message of each of so many connections.
    explicit SpeakingOrder(std::size_t connections) : listener_(listen_somewhere(64, endpoint_)) {
        const int seconds = 30;
        check(::setsockopt(listener_.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds),
              "setsockopt TCP_DEFER_ACCEPT");
        thread_ = std::thread([this, connections] { serve(connections); });
    }
    SpeakingOrder(const SpeakingOrder&) = delete;
    SpeakingOrder& operator=(const SpeakingOrder&) = delete;
    ~SpeakingOrder() { join(); }

    [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

    /// The messages, in the order in which they came. Once the clients have ended.
    const std::vector<std::string>& messages() {
        join();
        return messages_;
    }

 private:
    void join() {
        if (thread_.joinable()) thread_.join();
    }

    void serve(std::size_t connections) {
        while (messages_.size() < connections) {
            const UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            char message[64];
            const ssize_t got = ::recv(connection.get(), message, sizeof message, MSG_WAITALL);
            messages_.emplace_back(message, got > 0 ? static_cast<std::size_t>(got) : 0);
            write_all(connection.get(), message, messages_.back().size());
            swallow(connection.get());
        }
    }

    Endpoint endpoint_;  // before the listener, which fills it in
    UniqueFd listener_;
    std::vector<std::string> messages_;
    std::thread thread_;
};

}  // namespace grader
