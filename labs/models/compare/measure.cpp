// First what waiting costs: connections that have exchanged a message, and are silent. Then a closed loop,
// which asks for as much as the server can do: round trips, CPU time, switches. Then an open loop at a
// moderate pace that is the same for all: latencies, from when each message was due.
#include "measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "load.hpp"

namespace models {
namespace {

using namespace std::chrono_literals;
using seconds = std::chrono::duration<double>;

constexpr std::size_t message_bytes = 64;
/// To read the counters of more threads takes longer than a window.
constexpr std::size_t most_threads_read = 2'000;

Launch launch_for(const Scenario& scenario, const Workplace& workplace) {
    Launch launch;
    if (scenario.delay_ms > 0) launch.options = {"--delay-ms", fmt::to_string(scenario.delay_ms)};
    if (scenario.work_us > 0 || scenario.block_us > 0)
        launch.before = {"/usr/bin/env", "LD_PRELOAD=" + workplace.work_library.string(),
                         fmt::format("IO_LABS_WORK_US={}", scenario.work_us),
                         fmt::format("IO_LABS_BLOCK_US={}", scenario.block_us)};
    return launch;
}

struct Memory {
    std::size_t own, kernel;
};

/// Of a server that nobody has come to yet.
Memory memory_without_clients(const Subject& server, const Program& program, const Workplace& workplace) {
    if (!program.worker_each) return {server.private_bytes(), server.kernel_bytes()};
    // It has made a worker for each client already; one with a single worker has not.
    static std::map<std::string, Memory> known;
    const auto found = known.find(program.name);
    if (found != known.end()) return found->second;
    Subject small(program, 1, workplace.cores.server);
    const Memory memory{small.private_bytes(), small.kernel_bytes()};
    small.terminate();
    return known.emplace(program.name, memory).first->second;
}

double kib_each(std::size_t with, std::size_t without, std::size_t connections) {
    return with > without ? static_cast<double>(with - without) / 1024 / static_cast<double>(connections) : 0;
}

double microseconds(std::uint64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e3;
}

}  // namespace

std::string why_not(const Program& program, const Scenario& scenario) {
    if (!program.absent.empty()) return program.absent;
    if (program.one_at_a_time && scenario.connections > 1)
        return "serves one client at a time: the others wait";
    if (program.most_clients > 0 && scenario.connections > program.most_clients) return program.why_no_more;
    if ((scenario.work_us > 0 || scenario.block_us > 0) && !program.can_be_given_work)
        return "the kernel writes for it: no work can be put in";
    return "";
}

void measure(Row& row, const Program& program, const Scenario& scenario, const Plan& plan,
             const Workplace& workplace, int round) {
    const auto add = [&](Quantity quantity, double value) { row.of(quantity).push_back({round, value}); };
    const std::vector<int>& cores = scenario.all_cores ? workplace.cores.shared : workplace.cores.server;
    Subject server(program, scenario.connections, cores, launch_for(scenario, workplace));
    {
        const Memory before = memory_without_clients(server, program, workplace);
        std::optional<bench::Load> silent;
        if (scenario.connections > scenario.active)
            silent.emplace(server.port(), scenario.connections - scenario.active, message_bytes);
        bench::Load talking(server.port(), scenario.active, message_bytes);
        const std::size_t threads = server.threads();
        add(Quantity::threads, static_cast<double>(threads));
        add(Quantity::processes, static_cast<double>(server.processes()));

        std::this_thread::sleep_for(30ms + std::chrono::milliseconds(scenario.delay_ms));
        add(Quantity::private_kib, kib_each(server.private_bytes(), before.own, scenario.connections));
        add(Quantity::kernel_kib, kib_each(server.kernel_bytes(), before.kernel, scenario.connections));
        const auto idle_from = server.cpu_time();
        const auto begin = bench::Load::Clock::now();
        std::this_thread::sleep_for(plan.window / 2);
        add(Quantity::idle_percent,
            100 * seconds(server.cpu_time() - idle_from) / seconds(bench::Load::Clock::now() - begin));

        const bool counts_switches = threads <= most_threads_read;
        std::uint64_t switches = 0;
        const auto usage = [&] {
            const auto cpu = server.cpu_time();
            if (counts_switches) switches = server.context_switches() - switches;
            return bench::Usage{.server = cpu, .client = {}, .cores = {}};
        };
        const bench::Measured closed = talking.measure(plan.window / 5, plan.window, usage);
        const auto trips = static_cast<double>(std::max<std::uint64_t>(1, closed.round_trips));
        add(Quantity::trips, trips / seconds(closed.elapsed).count());
        add(Quantity::cpu_us, seconds(closed.used.server).count() * 1e6 / trips);
        if (counts_switches) add(Quantity::switches, static_cast<double>(switches) / trips);

        const bench::Measured open = talking.measure(
            0ms, plan.window, [] { return bench::Usage{}; }, messages_per_second(scenario));
        add(Quantity::p50_us, microseconds(open.latency.at_share(0.5)));
        add(Quantity::p99_us, microseconds(open.latency.at_share(0.99)));
        add(Quantity::p999_us, microseconds(open.latency.at_share(0.999)));
    }
    server.terminate();
}

}  // namespace models
