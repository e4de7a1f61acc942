// What a comparison has measured, and of whom: plain data, which tables, CSV, JSON, the page and the findings
// are made of.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "result/timeline.hpp"
#include "statistics.hpp"
#include "subject.hpp"

namespace models {

struct Scenario {
    std::size_t connections;
    std::size_t active;  ///< so many of them talk
    int delay_ms = 0;
    unsigned work_us = 0;    ///< CPU time for each message
    unsigned block_us = 0;   ///< for each message it waits in a call that blocks its thread
    bool all_cores = false;  ///< the server has all of the run's cores, not one

    [[nodiscard]] bool one_talks() const { return connections > 1 && active == 1; }
    /// "c1000-one"
    [[nodiscard]] std::string key() const;
    [[nodiscard]] std::string title() const;
};

enum class Quantity {
    trips,
    cpu_us,
    p50_us,
    p99_us,
    p999_us,
    calls,
    switches,
    threads,
    processes,
    private_kib,
    kernel_kib,
    idle_percent,
    count,
};
constexpr auto quantities = static_cast<std::size_t>(Quantity::count);

struct QuantityWords {
    const char* key;
    const char* column;  ///< short, for tables
    const char* title;
    const char* unit;
    bool more_is_better;
};
const QuantityWords& words_of(Quantity quantity);

struct Row {
    std::size_t program = 0;   ///< its place in Results::programs
    std::size_t scenario = 0;  ///< and in Results::scenarios
    std::array<bench::Samples, quantities> samples = {};
    std::string missing = {};  ///< why there are no samples

    [[nodiscard]] const bench::Samples& of(Quantity quantity) const {
        return samples[static_cast<std::size_t>(quantity)];
    }
    bench::Samples& of(Quantity quantity) { return samples[static_cast<std::size_t>(quantity)]; }
    /// The median; nothing if it was not measured.
    [[nodiscard]] std::optional<double> median(Quantity quantity) const;
};

/// A claim of the reading, or a question that a reader has, and what this run says to it.
struct Finding {
    enum class Verdict { holds, does_not_hold, not_measured, said };
    std::string title;
    Verdict verdict = Verdict::said;
    std::string text;
};

struct Results {
    std::string when;  ///< 2026-11-30T07:00:00Z
    std::string label;
    std::vector<std::pair<std::string, std::string>> machine;
    std::vector<std::string> notes;
    bool quick = false;
    int rounds = 0;
    int window_ms = 0;
    double wake_up_us = 0;
    std::vector<Program> programs;
    std::vector<Scenario> scenarios;
    std::vector<Row> rows;
    std::vector<std::pair<std::size_t, grader::Timeline>> pictures;  ///< of a program: two clients at once
    std::vector<Finding> claims, choices;

    [[nodiscard]] const Row* row(std::size_t program, const std::string& scenario) const;
    [[nodiscard]] const Row* row(const std::string& program, const std::string& scenario) const;
};

}  // namespace models
