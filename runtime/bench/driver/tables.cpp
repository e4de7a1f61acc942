#include "tables.hpp"

#include <fmt/format.h>

#include "bars.hpp"
#include "targets.hpp"

namespace bench {
namespace {

constexpr int bar_columns = 20;

/// Digits enough to tell neighbours apart, at any size.
std::string number(double value) {
    const double size = std::abs(value);
    return size >= 100  ? fmt::format("{:.0f}", value)
           : size >= 10 ? fmt::format("{:.1f}", value)
                        : fmt::format("{:.2f}", value);
}

std::string ratio(const Samples& samples) {
    return samples.empty() ? "" : fmt::format("{:.2f}", spread_of(samples).median);
}

std::string ratio_with_quartiles(const Samples& samples) {
    if (samples.empty()) return "";
    const Spread spread = spread_of(samples);
    return fmt::format("{:.2f} [{:.2f}–{:.2f}]", spread.median, spread.lower_quartile, spread.upper_quartile);
}

double median_of(const Contestant& contestant, double Window::*member) {
    return spread_of(contestant.samples(member)).median;
}

const char* text_of(Target::Verdict verdict) {
    switch (verdict) {
        case Target::Verdict::reached:
            return "reached";
        case Target::Verdict::missed:
            return "MISSED";
        case Target::Verdict::too_close:
            return "too close";
        case Target::Verdict::not_measured:
            return "not measured";
    }
    return "";
}

}  // namespace

void print_machine(std::FILE* out, const Results& results) {
    for (const auto* list : {&results.machine, &results.versions})
        for (const auto& [name, value] : *list) fmt::print(out, "{:<14} {}\n", name, value);
    fmt::print(
        out,
        "\nRatios are \"{} over the other\", medians of rounds with [the middle half of them]: of round "
        "trips "
        "a second more than 1 is better,\nof times less. CPU µs: the server's CPU time for a round trip.\n",
        results.reference);
}

void print_comparison(std::FILE* out, const Comparison& comparison, const std::string& reference) {
    const Contestant* base = comparison.find(reference, comparison.scenario.workers);
    double best = 0;
    double others = 0;
    for (const Contestant& contestant : comparison.contestants) {
        best = std::max(best, median_of(contestant, &Window::trips_per_second));
        others = std::max(others, median_of(contestant, &Window::others_busy));
    }
    fmt::print(out, "\n{}\n", comparison.scenario.title());
    fmt::print(out, "  {:<22} {:>7}  {:<18} {:>8} {:>8} {:>6} {:>7} {:>6}\n", "", "k/s", "ratio", "p50 µs",
               "p99 µs", "ratio", "CPU µs", "ratio");
    for (const Contestant& contestant : comparison.contestants) {
        if (contestant.windows.empty()) {
            fmt::print(out, "  {:<22} failed: {}\n", contestant.label, contestant.failure);
            continue;
        }
        const auto over = [base, &contestant](double Window::*member) {
            if (base == nullptr || base == &contestant) return Samples{};
            return ratios(base->samples(member), contestant.samples(member));
        };
        const double speed = median_of(contestant, &Window::trips_per_second);
        fmt::print(out, "  {:<22} {:>7}  {:<18} {:>8} {:>8} {:>6} {:>7} {:>6}  {}\n", contestant.label,
                   number(speed / 1e3), ratio_with_quartiles(over(&Window::trips_per_second)),
                   number(median_of(contestant, &Window::p50_us)),
                   number(median_of(contestant, &Window::p99_us)), ratio(over(&Window::p99_us)),
                   number(median_of(contestant, &Window::server_cpu_us)), ratio(over(&Window::server_cpu_us)),
                   bar(speed / best, bar_columns));
        if (!contestant.failure.empty())
            fmt::print(out, "  {:<22} {} windows only: {}\n", "", contestant.windows.size(),
                       contestant.failure);
    }
    if (others > 0.1)
        fmt::print(out, "  others took up to {:.0f} % of a core meanwhile: look at the spreads\n",
                   others * 100);
    std::fflush(out);
}

void print_figure(std::FILE* out, const Figure& figure, const std::string& reference) {
    const Figure::Row* base = figure.find(reference);
    double largest = 0;
    for (const Figure::Row& row : figure.rows) largest = std::max(largest, spread_of(row.samples).median);
    fmt::print(out, "\n{}, {}\n", figure.title, figure.unit);
    for (const Figure::Row& row : figure.rows) {
        if (row.samples.empty()) {
            fmt::print(out, "  {:<22} failed: {}\n", row.peer->label, row.failure);
            continue;
        }
        const Spread spread = spread_of(row.samples);
        const std::string range = spread.count > 1 ? fmt::format("[{}–{}]", number(spread.lower_quartile),
                                                                 number(spread.upper_quartile))
                                                   : "";
        const Samples over = base == nullptr || base == &row ? Samples{} : ratios(base->samples, row.samples);
        fmt::print(out, "  {:<22} {:>8} {:<18} {:>6}  {}\n", row.peer->label, number(spread.median), range,
                   ratio(over), bar(largest > 0 ? spread.median / largest : 0, bar_columns));
    }
    std::fflush(out);
}

void print_targets(std::FILE* out, const Results& results) {
    const std::vector<Target> targets = judge(results);
    if (targets.empty() || results.reference != "rt") return;
    fmt::print(out, "\nto reach\n");
    std::size_t width = 0;
    for (const Target& target : targets) width = std::max(width, target.title.size());
    for (const Target& target : targets) {
        const Spread spread = spread_of(target.samples);
        const std::string seen = target.samples.empty() ? ""
                                                        : fmt::format("{} [{}–{}]", number(spread.median),
                                                                      number(spread.lower_quartile),
                                                                      number(spread.upper_quartile));
        fmt::print(out, "  {:<12} {:<{}} {} {:<9} {}\n", text_of(target.verdict()), target.title, width,
                   target.at_least ? "≥" : "≤",
                   number(target.bound) + (target.unit.empty() ? "" : " " + target.unit), seen);
    }
}

void print_notes(std::FILE* out, const Results& results) {
    if (!results.notes.empty()) fmt::print(out, "\nnotes\n");
    for (const std::string& note : results.notes) fmt::print(out, "  {}\n", note);
}

}  // namespace bench
