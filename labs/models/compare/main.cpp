// models-compare: the same load for every model, in turns, and what it costs each of them.
//
//   models-compare [--quick] [SERVER...]     further servers, of the labs' command line, are measured beside
//   models-compare --scale                   instead: how long a call, a system call, a wake-up, a disk take
//
// The client and the way of measuring are the runtime benchmark's: see runtime/bench/README.md. Other than
// there, a server runs only while it is measured: one that polls without a pause would take the core from all
// others.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "calls.hpp"
#include "cores.hpp"
#include "load.hpp"
#include "priority.hpp"
#include "scale.hpp"
#include "statistics.hpp"
#include "subject.hpp"

namespace {

using namespace std::chrono_literals;
using namespace models;

constexpr std::size_t message_bytes = 64;

struct Scenario {
    std::size_t connections;
    std::size_t active;
    const char* title;
};
constexpr Scenario scenarios[] = {
    {1, 1, "one connection"},
    {50, 50, "50 connections, all of them talk"},
    {500, 1, "500 connections, one of them talks"},
};

struct Pace {
    int rounds;
    std::chrono::milliseconds window;
};

/// What is known of one server in one scenario.
struct Row {
    Program program;
    bench::Samples round_trips{}, cpu_us{};
    std::optional<double> calls{};
    double idle_share = 0;
    std::size_t threads = 0, processes = 0;
    std::string failure{};
};

void measure(Row& row, int round, const Scenario& scenario, const Pace& pace, const bench::Cores& cores) {
    using seconds = std::chrono::duration<double>;
    Subject server(row.program, scenario.connections, cores.server);
    std::optional<bench::Load> silent;
    if (scenario.connections > scenario.active)
        silent.emplace(server.port(), scenario.connections - scenario.active, message_bytes);
    bench::Load talking(server.port(), scenario.active, message_bytes);
    row.threads = server.threads();
    row.processes = server.processes();

    std::this_thread::sleep_for(50ms);  // the last messages' work is done
    const auto idle_from = server.cpu_time();
    std::this_thread::sleep_for(pace.window);
    row.idle_share = seconds(server.cpu_time() - idle_from) / seconds(pace.window);

    const auto usage = [&server] {
        return bench::Usage{.server = server.cpu_time(), .client = {}, .cores = {}};
    };
    const bench::Measured seen = talking.measure(pace.window / 5, pace.window, usage);
    const auto count = static_cast<double>(std::max<std::uint64_t>(1, seen.round_trips));
    row.round_trips.push_back({round, count / seconds(seen.elapsed).count()});
    row.cpu_us.push_back({round, seconds(seen.used.server).count() * 1e6 / count});
    server.terminate();
}

void print(const Row& row) {
    fmt::print("{:<14}", row.program.name);
    if (!row.failure.empty()) {
        fmt::print(" {}\n", row.failure);
        return;
    }
    fmt::print(" {:>13.0f} {:>12.1f}", spread_of(row.round_trips).median, spread_of(row.cpu_us).median);
    fmt::print(" {:>12}", row.calls ? fmt::format("{:.2f}", *row.calls) : "-");
    fmt::print(" {:>9} {:>10} {:>8.0f} %\n", row.threads, row.processes, 100 * row.idle_share);
}

void compare(const Scenario& scenario, const std::vector<Program>& programs, const Pace& pace,
             const bench::Cores& cores) {
    std::vector<Row> rows;
    for (const Program& program : programs) {
        rows.push_back({.program = program});
        if (program.one_at_a_time && scenario.connections > 1)
            rows.back().failure = "serves one client at a time: the others wait";
    }
    for (int round = 0; round < pace.rounds; ++round) {
        for (Row& row : rows) {
            if (!row.failure.empty()) continue;
            try {
                measure(row, round, scenario, pace, cores);
            } catch (const std::exception& error) {
                row.failure = error.what();
            }
        }
    }
    fmt::print("\n{}, {} bytes a message\n\n", scenario.title, message_bytes);
    fmt::print("{:<14} {:>13} {:>12} {:>12} {:>9} {:>10} {:>10}\n", "", "round trips/s", "CPU µs each",
               "calls each", "threads", "processes", "idle CPU");
    for (Row& row : rows) {
        if (row.failure.empty())
            row.calls = count_calls(row.program, scenario.connections, scenario.active, cores.shared);
        print(row);
    }
}

/// The models that were built, in the order of the reading, and what was named on the command line.
std::vector<Program> find_programs(const std::filesystem::path& directory,
                                   const std::vector<std::string>& others) {
    std::vector<Program> programs;
    for (const char* name : {"sequential", "busy_poll", "select", "poll", "epoll_level", "epoll_edge",
                             "io_uring", "thread_pool", "prefork"}) {
        Program program{.name = name, .path = directory / name};
        program.one_at_a_time = program.name == "sequential";
        program.worker_each = program.name == "thread_pool" || program.name == "prefork";
        if (std::filesystem::exists(program.path)) programs.push_back(program);
    }
    for (const std::string& other : others) {
        if (!std::filesystem::exists(other)) throw std::runtime_error(other + ": there is no such file");
        programs.push_back(
            {.name = std::filesystem::path(other).filename(), .path = std::filesystem::absolute(other)});
    }
    return programs;
}

int run_guarded(const std::function<void()>& part) try {
    part();
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "models-compare: {}\n", error.what());
    return 1;
}

void compare_all(const Pace& pace, const std::vector<std::string>& others) {
    const bench::Cores cores = bench::choose_cores(1);
    bench::run_on(cores.client);
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const std::vector<Program> programs = find_programs(here, others);
    fmt::print("median of {} windows of {} ms; server on core {}, client on core {}\n", pace.rounds,
               pace.window.count(), cores.server.front(), cores.client.front());
    for (const Scenario& scenario : scenarios) compare(scenario, programs, pace, cores);
}

}  // namespace

int main(int argc, char* argv[]) {
    Pace pace{.rounds = 7, .window = 300ms};
    std::vector<std::string> others;
    bool scale = false;
    for (int index = 1; index < argc; ++index) {
        const std::string_view word = argv[index];
        if (word == "--quick") {
            pace = {.rounds = 3, .window = 100ms};
        } else if (word == "--scale") {
            scale = true;
        } else if (word == "--help") {
            fmt::print("usage: models-compare [--quick] [SERVER...], or models-compare --scale\n");
            return 0;
        } else if (word.starts_with("-")) {
            constexpr int exit_usage = 64;
            fmt::print(stderr, "models-compare: there is no option {}; there are --quick and --scale\n",
                       word);
            return exit_usage;
        } else {
            others.emplace_back(word);
        }
    }
    return bench::with_priority(
        [&] { return run_guarded([&] { scale ? print_scale() : compare_all(pace, others); }); });
}
