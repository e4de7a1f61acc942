// Everything that is one number for each peer: micro figures, memory, the time to compile. Less is better in
// all.
#pragma once

#include <string>
#include <vector>

#include "cores.hpp"
#include "echo.hpp"
#include "peers.hpp"
#include "statistics.hpp"

namespace bench {

struct Figure {
    struct Row {
        const Peer* peer;
        Samples samples;
        std::string failure;
    };

    std::string key;
    std::string title;
    std::string unit;
    std::vector<Row> rows;

    [[nodiscard]] const Row* find(const std::string& peer) const;
};

/// Nanoseconds of spawn and join, yield, timers, wake-ups: each a process of its own, in turns.
std::vector<Figure> measure_micro(const Roster& roster, const Cores& cores, bool quick,
                                  const Progress& progress);

/// Private memory of a server for each of `connections` idle connections, with buffers of 64 bytes.
Figure measure_memory(const Roster& roster, const Cores& cores, std::size_t connections,
                      const Progress& progress);

/// CPU seconds of the compiler for an echo server, with all of the library's headers.
Figure measure_compile_time(const Roster& roster, const Cores& cores, bool quick, const Progress& progress);

}  // namespace bench
