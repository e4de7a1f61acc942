// What is asked of the echo servers: one scenario is one comparison.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace bench {

struct Scenario {
    unsigned workers;
    unsigned work_us;  ///< CPU work per message
    std::size_t connections;
    std::size_t message_bytes;

    /// As in "1 worker, 50 connections, 64 B".
    [[nodiscard]] std::string title() const;
    /// As in "w1-c50-b64" or "w2-c50-b64-u15", for --only and the JSON document.
    [[nodiscard]] std::string key() const;
};

/// Of all scenarios; as many idle ones are there when memory is measured.
constexpr std::size_t most_connections = 10'000;

/// How long to measure.
struct Pace {
    int rounds;
    int rounds_of_many;  ///< for scenarios with 10,000 connections, where connecting takes longer than
                         ///< measuring
    std::chrono::milliseconds warm_up;
    std::chrono::milliseconds window;
};

struct Plan {
    std::vector<Scenario> scenarios;
    Pace pace;
};

/// About a minute, with the scenarios that tell the most; or about ten.
Plan make_plan(bool quick, unsigned workers, unsigned work_us);

}  // namespace bench
