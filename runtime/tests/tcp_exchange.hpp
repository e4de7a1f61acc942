// An exchange with an echo server whose awaits are counted, so that it can be cancelled at any of them.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tcp_parts.hpp"

namespace rt {

/// Counts the awaits of an exchange, and says when it has come to the one where it is to be cancelled.
struct Steps {
    unsigned cancel_at;
    bool by_itself;  // cancelled before the await begins; otherwise by another task, while it waits
    unsigned taken = 0;
    JoinHandle<>* exchange = nullptr;
    Event may_begin = {};  // when `exchange` is known
    Event reached = {};
    std::string back = {};

    void next() {
        if (++taken != cancel_at) return;
        if (by_itself)
            exchange->abort();
        else
            reached.set();
    }
};

inline const std::string message = pattern(700);

/// Connects, sends in pieces, reads in pieces, ends its half, and sees the other half's end. Throws what a
/// failed Result throws.
inline Task<> exchange(Steps* steps, SocketAddress address) {
    co_await steps->may_begin.wait();
    steps->next();
    Result<TcpStream> connection = co_await TcpStream::connect(address);
    TcpStream stream = std::move(connection).value();
    for (std::size_t at = 0; at < message.size(); at += 100) {
        steps->next();
        const Result<std::size_t> sent = co_await stream.write_all(std::string_view(message).substr(at, 100));
        EXPECT_EQ(sent.value(), 100U);
        std::array<char, 100> piece;
        steps->next();
        const Result<std::size_t> got = co_await stream.read_exact(piece);
        steps->back.append(piece.data(), got.value());
        steps->next();
        co_await yield_now();
    }
    stream.shutdown_write().value();
    std::array<char, 1> rest;
    steps->next();
    const Result<std::size_t> end = co_await stream.read(rest);
    EXPECT_EQ(end.value(), 0U);
}

}  // namespace rt
