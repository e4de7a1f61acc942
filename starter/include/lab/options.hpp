// Provided: the command line of both labs' servers. Read it once; there is nothing to change here.
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace lab {

struct Options {
    /// IPv4 address to listen on.
    std::string host = "127.0.0.1";
    /// 0: the kernel chooses a free one.
    std::uint16_t port = 0;
    /// Wait this long before echoing each chunk that was read.
    std::chrono::milliseconds delay{0};
    /// Serve at most so many at once, let others wait; 0: no limit.
    std::size_t max_connections = 0;

    // The others are Lab 5's.

    /// Threads of the runtime; never 0 after parsing.
    unsigned workers = 0;
    /// Close a connection that is silent for so long; 0: never.
    std::chrono::milliseconds idle_timeout{0};
    /// Call audit() for each chunk.
    bool audit = false;
};

namespace detail {

inline constexpr const char* usage =
    "usage: server [--host ADDR] [--port N] [--delay-ms N] [--max-connections N]\n"
    "              [--workers N] [--idle-timeout-ms N] [--audit]      (these three: Lab 5 only)\n";

/// Says in one line what is wrong and ends the program with status 2.
[[noreturn]] inline void bad_usage(const std::string& problem) {
    std::fprintf(stderr, "server: %s; --help lists the options\n", problem.c_str());
    std::exit(2);
}

inline std::uint64_t number(std::string_view flag, std::string_view text, std::uint64_t largest) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > largest)
        bad_usage(std::string(flag) + " takes a whole number from 0 to " + std::to_string(largest) +
                  ", not \"" + std::string(text) + "\"");
    return value;
}

}  // namespace detail

/// Parses the command line. An unknown flag or a bad value ends the program with status 2 and one line on
/// standard error.
inline Options parse_options(int argc, char* argv[]) {
    constexpr std::uint64_t longest_ms = 3'600'000;
    constexpr std::uint64_t most_connections = 1'000'000;
    constexpr std::uint64_t most_workers = 1'024;
    Options options;
    options.workers = std::max(1U, std::thread::hardware_concurrency());
    for (int index = 1; index < argc; ++index) {
        const std::string_view flag = argv[index];
        const auto value = [&]() -> std::string_view {
            if (index + 1 >= argc) detail::bad_usage(std::string(flag) + " needs a value");
            return argv[++index];
        };
        const auto number = [&](std::uint64_t largest) { return detail::number(flag, value(), largest); };
        if (flag == "--host") {
            options.host = value();
        } else if (flag == "--port") {
            options.port = static_cast<std::uint16_t>(number(65'535));
        } else if (flag == "--delay-ms") {
            options.delay = std::chrono::milliseconds(number(longest_ms));
        } else if (flag == "--max-connections") {
            options.max_connections = number(most_connections);
        } else if (flag == "--workers") {
            options.workers = std::max(1U, static_cast<unsigned>(number(most_workers)));
        } else if (flag == "--idle-timeout-ms") {
            options.idle_timeout = std::chrono::milliseconds(number(longest_ms));
        } else if (flag == "--audit") {
            options.audit = true;
        } else if (flag == "--help") {
            std::fputs(detail::usage, stdout);
            std::exit(0);
        } else {
            detail::bad_usage("unknown option \"" + std::string(flag) + "\"");
        }
    }
    return options;
}

/// For an address that can't be listened on. Ends the program with status 1 and one line that names the
/// address and the reason, an errno.
[[noreturn]] inline void cannot_listen(const Options& options, int error) {
    std::fprintf(stderr, "server: cannot listen on %s:%u: %s\n", options.host.c_str(), unsigned{options.port},
                 std::strerror(error));
    std::exit(1);
}

}  // namespace lab
