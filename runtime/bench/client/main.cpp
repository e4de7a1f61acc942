// rt-bench-client: what a round trip costs the client of all these benchmarks, beside wrk in the same run. A
// client that takes much of its core measures itself.
//
// Both have one thread on the client's core, and talk with the same server (echo-epoll) on another one: 64
// bytes there, the same 64 bytes back, on as many connections, in turns. CPU time is that of the whole
// client, with its start and its connecting. wrk takes the echo for an answer in HTTP (wrk.lua); it parses
// it, ours compares every byte.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "child.hpp"
#include "cores.hpp"
#include "load.hpp"
#include "occupancy.hpp"
#include "priority.hpp"
#include "statistics.hpp"

namespace {

using namespace bench;
using namespace std::chrono_literals;

constexpr std::size_t message_bytes = 64;
constexpr auto window = 1s;
constexpr int rounds = 5;

struct Cost {
    double cpu_us;  ///< for a round trip
    double trips_per_second;
};

std::uint16_t port_of(Child& server) {
    const std::string ready = server.read_line(5s).value_or("");
    std::uint16_t port = 0;
    if (const std::size_t colon = ready.rfind(':'); colon != std::string::npos)
        std::from_chars(ready.data() + colon + 1, ready.data() + ready.size(), port);
    if (port == 0) throw std::runtime_error("echo-epoll did not say where it listens");
    return port;
}

Cost cost_of_ours(std::uint16_t port, std::size_t connections) {
    const auto before = own_cpu_time();
    Load load(port, connections, message_bytes);
    const Measured seen = load.measure(0s, window, [] { return Usage{}; });
    const std::chrono::duration<double, std::micro> used = own_cpu_time() - before;
    return {used.count() / static_cast<double>(seen.latency.total() + connections),
            static_cast<double>(seen.round_trips) / std::chrono::duration<double>(seen.elapsed).count()};
}

Cost cost_of_wrk(const std::string& wrk, std::uint16_t port, std::size_t connections, const Cores& cores) {
    Child client({wrk, "-t1", fmt::format("-c{}", connections), fmt::format("-d{}s", window.count()), "-s",
                  RT_BENCH_WRK_SCRIPT, fmt::format("http://127.0.0.1:{}/", port)},
                 cores.client);
    std::uint64_t requests = 0;
    double seconds = 0;
    std::string errors;
    while (const auto line = client.read_line(30s)) {
        std::istringstream words(*line);
        std::string what, in;
        if (line->find(" requests in ") != std::string::npos) words >> requests >> what >> in >> seconds;
        if (line->find("Socket errors") != std::string::npos || line->find("Non-2xx") != std::string::npos)
            errors = *line;
    }
    const Child::End end = client.wait(30s);
    if (!end.succeeded || requests == 0) throw std::runtime_error("wrk has measured nothing");
    if (!errors.empty()) throw std::runtime_error("wrk: " + errors);
    return {end.cpu.count() * 1e6 / static_cast<double>(requests), static_cast<double>(requests) / seconds};
}

std::optional<std::string> find_wrk() {
    for (const char* path : {"/usr/bin/wrk", "/usr/local/bin/wrk"})
        if (access(path, X_OK) == 0) return path;
    return std::nullopt;
}

/// Whether ours costs no more than wrk.
bool compare_at(std::size_t connections, const std::string& wrk, std::uint16_t port, const Cores& cores) {
    Samples ours, theirs, our_trips, their_trips;
    for (int round = 0; round < rounds; ++round) {
        const Cost one = cost_of_ours(port, connections);
        const Cost other = cost_of_wrk(wrk, port, connections, cores);
        ours.push_back({round, one.cpu_us});
        our_trips.push_back({round, one.trips_per_second});
        theirs.push_back({round, other.cpu_us});
        their_trips.push_back({round, other.trips_per_second});
    }
    const Spread ratio = spread_of(ratios(ours, theirs));
    const auto row = [](const char* name, const Samples& cpu, const Samples& trips) {
        const Spread spread = spread_of(cpu);
        fmt::print("  {:<6} {:>6.2f} µs CPU a round trip ({:.2f} to {:.2f}), {:>8.0f} round trips/s\n", name,
                   spread.median, spread.min, spread.max, spread_of(trips).median);
    };
    fmt::print("{} connections, median of {} runs of each, in turns\n", connections, rounds);
    row("ours", ours, our_trips);
    row("wrk", theirs, their_trips);
    fmt::print("  ratio {:>5.2f} ({:.2f} to {:.2f})\n", ratio.median, ratio.min, ratio.max);
    return ratio.median <= 1;
}

int run() try {
    const std::optional<std::string> wrk = find_wrk();
    if (!wrk) throw std::runtime_error("wrk is not installed: apt-get install wrk");
    const Cores cores = choose_cores(1);
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    Child server({here / "echo-epoll", "--port", "0"}, cores.server);
    const std::uint16_t port = port_of(server);
    run_on(cores.client);
    bool all = true;
    for (const std::size_t connections : {50, 1'000}) all = compare_at(connections, *wrk, port, cores) && all;
    fmt::print("ours costs {} wrk\n", all ? "at most as much as" : "more than");
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& error) {
    constexpr int exit_unfit = 3;
    fmt::print(stderr, "rt-bench-client: {}\n", error.what());
    return exit_unfit;
}

}  // namespace

int main() {
    return bench::with_priority(run);
}
