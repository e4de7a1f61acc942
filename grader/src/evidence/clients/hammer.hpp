// The hammer: many connections from one thread over epoll, every byte verified. With a rate, latency counts
// from the moment a message should have been sent (as wrk2 does), so that a server that stalls can't hide its
// stall.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "evidence/clients/client_error.hpp"
#include "evidence/clients/endpoint.hpp"
#include "evidence/clients/latency.hpp"
#include "evidence/clients/patience.hpp"

namespace grader {

struct HammerPlan {
    /// half_close: shutdown(SHUT_WR), then the end of the stream must come. close, reset: the client just
    /// leaves.
    enum class Ending { half_close, close, reset };

    Endpoint server;
    std::size_t connections = 1;
    std::size_t messages_per_connection = 1;  ///< 0: connect and leave
    std::size_t message_bytes = 64;
    std::size_t concurrency = 0;  ///< at most this many open at once; 0 = all
    bool hold_all_first = false;  ///< connect as many as may be open before the first byte is sent
    bool newest_first = false;    ///< of those held, the last to connect is the first to send
    double rate_per_second = 0;   ///< messages, over all connections; 0 = each as soon as the last came back
    Ending ending = Ending::half_close;
    Patience patience;  ///< for the time without any progress
};

struct HammerResult {
    std::size_t completed_connections = 0;
    std::size_t failed_connections = 0;
    std::size_t round_trips = 0;
    std::uint64_t bytes = 0;  ///< received and verified
    std::chrono::nanoseconds elapsed{0};
    Percentiles latency;        ///< of round trips, from the intended send time
    std::size_t peak_open = 0;  ///< most connections established at once
    std::optional<ClientError> first_failure;
};

/// Runs the plan to its end, or until nothing moves any more. Raises this process's soft limit of descriptors
/// meanwhile; throws std::system_error if that is not enough. 10,000 connections are fine.
HammerResult hammer(const HammerPlan& plan);

}  // namespace grader
