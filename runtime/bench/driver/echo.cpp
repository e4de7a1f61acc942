#include "echo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "load.hpp"
#include "occupancy.hpp"
#include "server.hpp"

namespace bench {
namespace {

double seconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}
double microseconds(std::uint64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e3;
}

Window window_of(int round, const Measured& measured) {
    const double elapsed = seconds(measured.elapsed);
    const auto trips = static_cast<double>(measured.round_trips);
    const Usage& used = measured.used;
    return {.round = round,
            .trips_per_second = trips / elapsed,
            .p50_us = microseconds(measured.latency.at_share(0.5)),
            .p99_us = microseconds(measured.latency.at_share(0.99)),
            .max_us = microseconds(measured.latency.max()),
            .server_cpu_us = trips > 0 ? seconds(used.server) * 1e6 / trips : 0,
            .server_busy = seconds(used.server) / elapsed,
            .client_busy = seconds(used.client) / elapsed,
            .others_busy = std::max(0.0, seconds(used.cores - used.server - used.client) / elapsed)};
}

/// Who takes part. With work per message ours is there with one worker too: what do more of them bring?
std::vector<Contestant> contestants_of(const Scenario& scenario, const Roster& roster) {
    std::vector<Contestant> contestants;
    for (const Peer* peer : roster.present) {
        contestants.push_back({peer, scenario.workers, peer->label, {}, {}});
        if (peer->key == "rt" && scenario.workers > 1 && scenario.work_us > 0)
            contestants.push_back({peer, 1, peer->label + ", 1 worker", {}, {}});
    }
    return contestants;
}

/// In the contestants' order; one that does not come up has failed.
std::vector<std::optional<Server>> start_all(Comparison& comparison, const Roster& roster,
                                             const std::vector<int>& cores) {
    std::vector<std::optional<Server>> servers;
    for (Contestant& contestant : comparison.contestants) {
        const ServerSetup setup{
            .workers = contestant.workers, .work_us = comparison.scenario.work_us, .cores = cores};
        try {
            servers.emplace_back(start_server(*contestant.peer, roster.programs, setup));
        } catch (const LoadError& error) {
            servers.emplace_back();
            contestant.failure = error.what();
        }
    }
    return servers;
}

/// New connections each time: where the kernel and the server put them is part of what varies.
Measured measure_one(const Server& server, const Scenario& scenario, const Pace& pace,
                     const std::vector<int>& cores_in_use) {
    Load load(server.port, scenario.connections, scenario.message_bytes);
    return load.measure(pace.warm_up, pace.window, [&server, &cores_in_use] {
        return Usage{server.process.cpu_time(), own_cpu_time(), busy_time(cores_in_use)};
    });
}

}  // namespace

Samples Contestant::samples(double Window::*member) const {
    Samples result;
    for (const Window& window : windows) result.push_back({window.round, window.*member});
    return result;
}

const Contestant* Comparison::find(const std::string& key, unsigned workers) const {
    for (const Contestant& contestant : contestants)
        if (contestant.peer->key == key && contestant.workers == workers) return &contestant;
    return nullptr;
}

Comparison compare_echo(const Scenario& scenario, const Pace& pace, const Roster& roster, const Cores& cores,
                        const Progress& progress) {
    Comparison comparison{scenario, contestants_of(scenario, roster)};
    const bool alone = scenario.workers == 1;
    const std::vector<int>& server_cores = alone ? cores.server : cores.shared;
    run_on(alone ? cores.client : cores.shared);
    std::vector<int> cores_in_use = cores.shared;
    if (alone) cores_in_use = {cores.server.front(), cores.client.front()};

    std::vector<std::optional<Server>> servers = start_all(comparison, roster, server_cores);
    const int rounds = scenario.connections >= most_connections ? pace.rounds_of_many : pace.rounds;
    const std::size_t count = servers.size();
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t turn = 0; turn < count; ++turn) {
            const std::size_t at = (turn + static_cast<std::size_t>(round)) % count;
            Contestant& contestant = comparison.contestants[at];
            if (!servers[at]) continue;
            progress(
                fmt::format("{}: round {} of {}, {}", scenario.title(), round + 1, rounds, contestant.label));
            try {
                contestant.windows.push_back(
                    window_of(round, measure_one(*servers[at], scenario, pace, cores_in_use)));
                servers[at]->wait_until_quiet();
            } catch (const LoadError& error) {
                contestant.failure = error.what();
                servers[at].reset();
            }
        }
    }
    return comparison;
}

}  // namespace bench
