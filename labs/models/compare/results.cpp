#include "results.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace models {

std::string Scenario::key() const {
    std::string key = fmt::format("c{}-{}", connections,
                                  one_talks()            ? "one"
                                  : active < connections ? fmt::to_string(active)
                                                         : "all");
    if (delay_ms > 0) key += fmt::format("-d{}", delay_ms);
    if (work_us > 0) key += fmt::format("-w{}", work_us);
    if (block_us > 0) key += fmt::format("-b{}", block_us);
    return key;
}

std::string Scenario::title() const {
    const std::string count = connections < 1'000
                                  ? fmt::to_string(connections)
                                  : fmt::format("{},{:03}", connections / 1'000, connections % 1'000);
    const std::string who = one_talks() ? "one" : active < connections ? fmt::to_string(active) : "all";
    std::string title = connections == 1 ? "one connection"
                                         : fmt::format("{} connections, {} of them talk{}", count, who,
                                                       one_talks() ? "s" : "");
    if (delay_ms > 0) title += fmt::format(", each echo delayed by {} ms", delay_ms);
    if (work_us > 0) title += fmt::format(", {} µs of computing for each message", work_us);
    if (block_us > 0) title += fmt::format(", {} ms in a call that blocks for each message", block_us / 1e3);
    if (all_cores) title += ", on all cores";
    return title;
}

const QuantityWords& words_of(Quantity quantity) {
    static constexpr std::array<QuantityWords, quantities> words{{
        {"trips", "trips/s", "Round trips a second", "1/s", true},
        {"cpu_us", "CPU µs", "Server CPU time for a round trip", "µs", false},
        {"p50_us", "p50 µs", "Latency, half are faster (p50)", "µs", false},
        {"p99_us", "p99 µs", "Latency, one in 100 is slower (p99)", "µs", false},
        {"p999_us", "p99.9 µs", "Latency, one in 1,000 is slower (p99.9)", "µs", false},
        {"calls", "calls", "System calls for a round trip", "", false},
        {"switches", "switches", "Context switches for a round trip", "", false},
        {"threads", "threads", "Threads", "", false},
        {"processes", "procs", "Processes", "", false},
        {"private_kib", "KiB/conn", "Private memory of an idle connection", "KiB", false},
        {"kernel_kib", "kernel KiB", "Kernel stacks and page tables of an idle connection", "KiB", false},
        {"idle_percent", "idle %", "Share of a core while nobody talks", "%", false},
    }};
    return words[static_cast<std::size_t>(quantity)];
}

std::optional<double> Row::median(Quantity quantity) const {
    if (of(quantity).empty()) return std::nullopt;
    return spread_of(of(quantity)).median;
}

const Row* Results::row(std::size_t program, const std::string& scenario) const {
    for (const Row& row : rows)
        if (row.program == program && scenarios[row.scenario].key() == scenario) return &row;
    return nullptr;
}

const Row* Results::row(const std::string& program, const std::string& scenario) const {
    for (std::size_t index = 0; index < programs.size(); ++index)
        if (programs[index].name == program) return row(index, scenario);
    return nullptr;
}

}  // namespace models
