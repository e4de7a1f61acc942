#include <fmt/format.h>

#include "figures.hpp"
#include "load.hpp"
#include "server.hpp"

namespace bench {
namespace {

constexpr std::size_t message_bytes = 64;

/// What a server takes more with idle connections than without, after it has echoed one message on each.
double bytes_per_connection(const Server& server, std::size_t connections) {
    // What is made once, at the first client, is no connection's.
    { const Load first(server.port, 1, message_bytes); }
    server.wait_until_quiet();
    const std::size_t before = server.process.anonymous_bytes();
    const Load idle(server.port, connections, message_bytes);
    server.wait_until_quiet();
    const std::size_t with_all = server.process.anonymous_bytes();
    return (static_cast<double>(with_all) - static_cast<double>(before)) / static_cast<double>(connections);
}

}  // namespace

Figure measure_memory(const Roster& roster, const Cores& cores, std::size_t connections,
                      const Progress& progress) {
    Figure figure{"memory", fmt::format("memory of an idle connection, of {}", connections), "KiB", {}};
    run_on(cores.client);
    for (const Peer* peer : roster.present) {
        Figure::Row& row = figure.rows.emplace_back(Figure::Row{peer, {}, {}});
        progress(fmt::format("{}: {}", figure.title, peer->label));
        try {
            const Server server =
                start_server(*peer, roster.programs, {.buffer_bytes = message_bytes, .cores = cores.server});
            double bytes = bytes_per_connection(server, connections);
            if (peer->keeps_buffer) bytes -= message_bytes;
            row.samples.push_back({0, bytes / 1024});
        } catch (const LoadError& error) {
            row.failure = error.what();
        }
    }
    return figure;
}

}  // namespace bench
