// rt-bench: the runtime and its peers, side by side.
//
//   options.hpp      the command line
//   peers.hpp        who is measured
//   scenario.hpp     what is asked of the echo servers
//   echo.hpp         the servers in turns, window after window
//   load.hpp         the client: a closed loop over many connections
//   figures.hpp      micro figures, memory, the time to compile
//   statistics.hpp   medians, quartiles, ratios of the same round
//   targets.hpp      what is to be reached, and whether it is
//   tables.hpp, svg.hpp, json.hpp   what becomes of it
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <fstream>

#include "burn.h"
#include "cores.hpp"
#include "json.hpp"
#include "limits.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "priority.hpp"
#include "results.hpp"
#include "svg.hpp"
#include "tables.hpp"

namespace {

using namespace bench;

/// Shows on a terminal what is being done, on one line that the next table replaces.
void show_progress(const std::string& what) {
    if (isatty(STDERR_FILENO) != 0)
        fmt::print(stderr, "\r\033[K{}{}", what.substr(0, 100), what.empty() ? "" : " …");
}

Plan plan_for(const Options& options, std::size_t connection_limit, std::vector<std::string>& notes) {
    Plan plan = make_plan(options.quick, options.workers, options.work_us);
    if (options.rounds > 0) plan.pace.rounds = plan.pace.rounds_of_many = options.rounds;
    if (options.window_ms > 0) plan.pace.window = std::chrono::milliseconds(options.window_ms);
    if (!options.only.empty()) {
        std::vector<Scenario> wanted;
        for (const Scenario& scenario : make_plan(false, options.workers, options.work_us).scenarios)
            if (std::find(options.only.begin(), options.only.end(), scenario.key()) != options.only.end())
                wanted.push_back(scenario);
        if (wanted.size() < options.only.size())
            throw std::runtime_error(
                fmt::format("not all of {} are scenarios; see --list", fmt::join(options.only, ", ")));
        plan.scenarios = wanted;
    }
    std::vector<Scenario> possible;
    for (Scenario scenario : plan.scenarios) {
        scenario.connections = std::min(scenario.connections, connection_limit);
        const auto same = [&scenario](const Scenario& other) { return other.key() == scenario.key(); };
        if (std::none_of(possible.begin(), possible.end(), same)) possible.push_back(scenario);
    }
    plan.scenarios = possible;
    if (connection_limit < most_connections)
        notes.push_back(
            fmt::format("at most {} connections, where more were meant: the limit of descriptors allows no "
                        "more (ulimit -Hn)",
                        connection_limit));
    return plan;
}

void print_list(const Roster& roster, const Plan& plan) {
    fmt::print("peers\n");
    for (const Peer* peer : roster.present) fmt::print("  {:<16} {}\n", peer->key, peer->label);
    for (const Absent& absent : roster.absent) fmt::print("  {:<16} {}\n", absent.peer->key, absent.reason);
    fmt::print("scenarios\n");
    for (const Scenario& scenario : plan.scenarios)
        fmt::print("  {:<16} {}\n", scenario.key(), scenario.title());
}

void measure(const Options& options, const Plan& plan, const Roster& roster, const Cores& cores,
             std::size_t connection_limit, Results& results) {
    if (options.has_part("echo")) {
        for (const Scenario& scenario : plan.scenarios) {
            results.comparisons.push_back(compare_echo(scenario, plan.pace, roster, cores, show_progress));
            show_progress("");
            print_comparison(stdout, results.comparisons.back(), results.reference);
        }
    }
    const auto add = [&results](Figure figure) {
        show_progress("");
        print_figure(stdout, figure, results.reference);
        results.figures.push_back(std::move(figure));
    };
    if (options.has_part("micro"))
        for (Figure& figure : measure_micro(roster, cores, options.quick, show_progress))
            add(std::move(figure));
    if (options.has_part("memory"))
        add(measure_memory(roster, cores, std::min(most_connections, connection_limit), show_progress));
    if (options.has_part("compile")) add(measure_compile_time(roster, cores, options.quick, show_progress));
}

/// Before ten minutes are spent on what can't be written then.
void expect_writable(const std::string& name) {
    if (!name.empty() && !std::ofstream(name, std::ios::app))
        throw std::runtime_error(fmt::format("can't write {}", name));
}

void write_file(const std::string& name, const std::string& text) {
    std::ofstream file(name);
    file << text;
    file.close();
    if (!file) throw std::runtime_error(fmt::format("can't write {}", name));
}

int run(const Options& options) try {
    Results results;
    const Roster roster = call_roster(options.peers, options.against);
    const std::size_t connection_limit = raise_connection_limit();
    const Plan plan = plan_for(options, connection_limit, results.notes);
    if (options.list) {
        print_list(roster, plan);
        return 0;
    }
    if (roster.present.empty()) throw std::runtime_error("there is nobody to measure");

    expect_writable(options.json);
    expect_writable(options.svg);
    const Cores cores = choose_cores(options.workers);
    for (const Absent& absent : roster.absent)
        results.notes.push_back(fmt::format("{} is left out: {}", absent.peer->label, absent.reason));
    for (const std::string& warning : machine_warnings(cores)) results.notes.push_back(warning);
    results.machine = describe_machine(cores);
    results.machine.emplace_back("nice", fmt::to_string(priority()));
    results.versions = describe_versions();
    results.reference = roster.present.front()->key;
    results.pace = plan.pace;
    print_machine(stdout, results);
    // Measured once, on the server's core and for all servers alike.
    run_on(cores.server);
    setenv("RT_BENCH_SPINS_PER_US", fmt::format("{:.3f}", burn_spins_per_us()).c_str(), 1);

    measure(options, plan, roster, cores, connection_limit, results);

    print_targets(stdout, results);
    print_notes(stdout, results);
    if (!options.json.empty()) write_file(options.json, to_json(results).dump(2) + "\n");
    if (!options.svg.empty()) write_file(options.svg, to_svg(results));
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "rt-bench: {}\n", error.what());
    return 1;
}

}  // namespace

int main(int argc, char* argv[]) {
    int status = 0;
    const auto options = parse_command_line(argc, argv, status);
    return options ? with_priority([&options] { return run(*options); }) : status;
}
