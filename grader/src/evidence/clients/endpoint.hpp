// Where the server listens, and how long a client waits for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace grader {

struct Endpoint {
    std::string address;  ///< IPv4, "127.0.0.1"
    std::uint16_t port = 0;
};

/// How long to wait before giving up. Copyable.
struct Patience {
    std::chrono::milliseconds limit{10'000};  ///< generous, already scaled for the machine
    /// May be empty. Asked about every 50 ms while waiting; a text says why waiting on is pointless.
    std::function<std::optional<std::string>()> hopeless;
};

/// Asks the condition about every 2 ms until it holds; false when patience is at an end.
[[nodiscard]] bool wait_for(const Patience& patience, const std::function<bool()>& condition);

}  // namespace grader
