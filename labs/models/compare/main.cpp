// models-compare: the same load for every model, in turns, and what it costs each of them.
//
//   options.hpp     the command line
//   roster.hpp      who is compared
//   plan.hpp        what is asked of them
//   measure.hpp     one server, one scenario, once
//   calls.hpp       system calls for a round trip
//   pictures.hpp    how each serves two clients at once
//   results.hpp     what was measured
//   findings.hpp    what that says
//   outputs.hpp     tables, CSV, JSON, the page
//
// The client is the runtime benchmark's (runtime/bench/driver/load.hpp). Other than there, a server runs only
// while it is measured: one that polls without a pause would take the core from all others.
#include <fmt/format.h>
#include <time.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "calls.hpp"
#include "cores.hpp"
#include "findings.hpp"
#include "limits.hpp"
#include "machine.hpp"
#include "measure.hpp"
#include "options.hpp"
#include "outputs.hpp"
#include "pictures.hpp"
#include "plan.hpp"
#include "priority.hpp"
#include "progress.hpp"
#include "scale.hpp"

#include "burn.h"

namespace {

using namespace models;

/// Beyond it a quick run begins no further round, and neither does one of situations.
constexpr std::chrono::seconds quick_enough{70}, situations_enough{10};

std::string time_of_day(const char* format) {
    const time_t now = time(nullptr);
    tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    strftime(text, sizeof text, format, &parts);
    return text;
}

/// Seconds that a step takes, roughly: it is the bar that needs them.
double weight_of(const Scenario& scenario, const Plan& plan) {
    const std::chrono::duration<double> window = plan.window;
    return 0.1 + 2.7 * window.count() + static_cast<double>(scenario.connections) * 2e-4;
}

bool counts_calls(const Scenario& scenario, const Plan& plan) {
    return scenario.delay_ms == 0 && scenario.work_us == 0 &&
           scenario.connections <= (scenario.one_talks() ? plan.one_talks_calls_up_to : plan.calls_up_to);
}

constexpr double picture_weight = 0.5, calls_weight = 1.2;

double whole_work(const Results& results, const Plan& plan) {
    double work = 0;
    for (const Row& row : results.rows) {
        const Scenario& scenario = results.scenarios[row.scenario];
        if (!row.missing.empty()) continue;
        work += weight_of(scenario, plan) * plan.rounds + (counts_calls(scenario, plan) ? calls_weight : 0);
    }
    for (const Program& program : results.programs) work += program.absent.empty() ? picture_weight : 0;
    return work;
}

void draw_pictures(Results& results, const bench::Cores& cores, Progress& progress) {
    std::string failure;
    for (std::size_t index = 0; index < results.programs.size(); ++index) {
        const Program& program = results.programs[index];
        if (!program.absent.empty()) continue;
        progress.show(fmt::format("{}: two clients at once", program.name));
        try {
            results.pictures.emplace_back(index, picture_of(program, cores.server));
        } catch (const std::exception& error) {
            failure = fmt::format("no picture of {}, and its calls were not counted: {}", program.name,
                                  error.what());
        }
        progress.done(picture_weight);
    }
    // Mostly it is the same for all: strace is missing, or may not trace.
    if (!failure.empty()) results.notes.push_back(failure);
}

bool is_drawn(const Results& results, std::size_t program) {
    for (const auto& [drawn, picture] : results.pictures)
        if (drawn == program) return true;
    return false;
}

void measure_scenario(Results& results, std::size_t scenario_index, const Plan& plan,
                      const Workplace& workplace, Progress& progress, std::chrono::seconds enough) {
    const Scenario& scenario = results.scenarios[scenario_index];
    std::vector<Row*> rows;
    for (Row& row : results.rows)
        if (row.scenario == scenario_index) rows.push_back(&row);
    bool shortened = false;
    for (int round = 0; round < plan.rounds; ++round) {
        shortened = shortened || (results.quick && round > 0 && progress.elapsed() > enough);
        // Each round begins with another one: who comes first or last is not always the same.
        for (std::size_t turn = 0; turn < rows.size(); ++turn) {
            Row& row = *rows[(turn + static_cast<std::size_t>(round)) % rows.size()];
            if (!row.missing.empty()) continue;
            const Program& program = results.programs[row.program];
            progress.show(fmt::format("{}, {}, round {} of {}", scenario.title(), program.name, round + 1,
                                      plan.rounds));
            if (!shortened) {
                try {
                    measure(row, program, scenario, plan, workplace, round);
                } catch (const std::exception& error) {
                    row.samples = {};  // half a window says nothing
                    row.missing = fmt::format("in round {}: {}", round + 1, error.what());
                }
            }
            progress.done(weight_of(scenario, plan));
        }
    }
    if (shortened) results.notes.push_back(scenario.title() + ": fewer rounds, as --quick ran out of time");
    if (shortened) return;
    for (Row* row : rows) {
        // Whoever could not be drawn can't be counted, either.
        if (!row->missing.empty() || !counts_calls(scenario, plan) || !is_drawn(results, row->program))
            continue;
        const Program& program = results.programs[row->program];
        progress.show(fmt::format("{}, {}, system calls", scenario.title(), program.name));
        if (const auto calls =
                count_calls(program, scenario.connections, scenario.active, workplace.cores.server))
            row->of(Quantity::calls).push_back({0, *calls});
        progress.done(calls_weight);
    }
}

void write_file(const std::filesystem::path& name, const std::string& text) {
    std::ofstream file(name);
    file << text;
    file.close();
    if (!file) throw std::runtime_error(fmt::format("can't write {}", name.string()));
}

/// Before minutes are spent on what can't be kept then.
void expect_writable(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    const auto probe = directory / ".writable";
    if (!std::ofstream(probe))
        throw std::runtime_error(fmt::format("can't write into {}", directory.string()));
    std::filesystem::remove(probe, error);
}

void keep(const nlohmann::json& run, const Options& options, const std::string& csv) {
    const auto name = options.out / time_of_day("%Y%m%d-%H%M%S");
    std::vector<nlohmann::json> runs{run};
    if (!options.against.empty()) runs.push_back(read_run(options.against));
    write_file(name.string() + ".html", to_page(runs, options.page_parts));
    if (options.show.empty()) {
        write_file(name.string() + ".json", run.dump(1) + "\n");
        write_file(name.string() + ".csv", csv);
    }
    if (runs.size() > 1) print_difference(stdout, runs[0], runs[1]);
    fmt::print("\npage     {}.html\n", name.string());
    if (options.show.empty()) fmt::print("kept     {0}.json, {0}.csv\n", name.string());
}

Workplace workplace_of(const Options& options) {
    Workplace workplace{bench::choose_cores(1), options.work_library};
    // Measured once, on the server's core and for all servers alike.
    bench::run_on(workplace.cores.server);
    setenv("RT_BENCH_SPINS_PER_US", fmt::format("{:.3f}", burn_spins_per_us()).c_str(), 1);
    bench::run_on(workplace.cores.client);
    return workplace;
}

/// Who is measured in what.
void lay_out(Results& results, const Options& options, const Plan& plan) {
    results.programs = call_roster(options.places, options.names);
    results.scenarios = plan.scenarios;
    for (std::size_t scenario = 0; scenario < results.scenarios.size(); ++scenario)
        for (std::size_t program = 0; program < results.programs.size(); ++program)
            results.rows.push_back(
                {.program = program,
                 .scenario = scenario,
                 .missing = why_not(results.programs[program], results.scenarios[scenario])});
}

/// Some situations and nothing else, for a program that reads the JSON.
void measure_situations(const Options& options) {
    const Plan plan = plan_of(options.situations, bench::raise_connection_limit());
    const Workplace workplace = workplace_of(options);
    Results results;
    results.when = time_of_day("%Y-%m-%dT%H:%M:%SZ");
    results.quick = true;
    results.rounds = plan.rounds;
    results.window_ms = static_cast<int>(plan.window.count());
    lay_out(results, options, plan);
    {
        Progress progress(whole_work(results, plan));
        for (std::size_t scenario = 0; scenario < results.scenarios.size(); ++scenario)
            measure_scenario(results, scenario, plan, workplace, progress, situations_enough);
        progress.clear();
    }
    fmt::print("{}\n", to_json(results).dump());
}

void compare(const Options& options) {
    if (!options.against.empty()) read_run(options.against);
    const std::size_t connection_limit = bench::raise_connection_limit();
    const Plan plan = make_plan(options.quick, connection_limit);
    const Workplace workplace = workplace_of(options);

    Results results;
    results.when = time_of_day("%Y-%m-%dT%H:%M:%SZ");
    results.label = options.label;
    results.quick = options.quick;
    results.rounds = plan.rounds;
    results.window_ms = static_cast<int>(plan.window.count());
    results.machine = bench::describe_machine(workplace.cores);
    results.notes = bench::machine_warnings(workplace.cores);
    if (connection_limit < 10'000)
        results.notes.push_back(
            fmt::format("at most {} connections: the limit of descriptors allows no more (ulimit -Hn)",
                        connection_limit));
    lay_out(results, options, plan);
    print_machine(stdout, results);

    Progress progress(whole_work(results, plan));
    // As in the scenarios: who wakes has a core, and who is woken another.
    bench::run_on(workplace.cores.shared);
    results.wake_up_us = wake_up_ns() / 1e3;
    bench::run_on(workplace.cores.client);
    draw_pictures(results, workplace.cores, progress);
    for (std::size_t scenario = 0; scenario < results.scenarios.size(); ++scenario) {
        measure_scenario(results, scenario, plan, workplace, progress, quick_enough);
        progress.clear();
        print_scenario(stdout, results, scenario);
        std::fflush(stdout);
    }
    find(results);
    print_findings(stdout, results);
    for (const std::string& note : results.notes) fmt::print("note: {}\n", note);
    keep(to_json(results), options, to_csv(results));
}

int run(const Options& options) try {
    if (options.scale) {
        print_scale();
        return 0;
    }
    if (!options.situations.empty()) {
        measure_situations(options);
        return 0;
    }
    expect_writable(options.out);
    if (options.show.empty())
        compare(options);
    else
        keep(read_run(options.show), options, "");
    return 0;
} catch (const std::exception& error) {
    constexpr int exit_unfit = 3;
    fmt::print(stderr, "compare: {}\n", error.what());
    return exit_unfit;
}

}  // namespace

int main(int argc, char* argv[]) {
    int status = 0;
    const auto options = parse_command_line(argc, argv, status);
    return options ? bench::with_priority([&options] { return run(*options); }) : status;
}
