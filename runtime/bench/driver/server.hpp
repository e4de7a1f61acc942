// An echo server that has been started and has said where it listens.
#pragma once

#include <cstdint>
#include <filesystem>

#include "child.hpp"
#include "peers.hpp"

namespace bench {

struct Server {
    Child process;
    std::uint16_t port;

    /// Waits until it uses next to no CPU time any more, for two seconds at most: connections that were
    /// closed are still being cleared away.
    void wait_until_quiet() const;
};

struct ServerSetup {
    unsigned workers = 1;
    unsigned work_us = 0;
    std::size_t buffer_bytes = 8192;
    std::vector<int> cores;
};

/// Throws LoadError if it does not come up.
Server start_server(const Peer& peer, const std::filesystem::path& programs, const ServerSetup& setup);

}  // namespace bench
