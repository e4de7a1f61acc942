#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "outputs.hpp"

namespace models {
namespace {

constexpr int name_columns = 20;
constexpr std::size_t text_columns = 78;

std::string cut(std::string_view text, std::size_t columns) {
    return text.size() <= columns ? std::string(text) : std::string(text.substr(0, columns - 1)) + ".";
}

/// At most seven columns: "123456", "45.6", "0.08".
std::string figure(const std::optional<double>& value) {
    if (!value) return "-";
    const int digits = std::abs(*value) >= 100 ? 0 : std::abs(*value) >= 10 ? 1 : 2;
    return fmt::format("{:.{}f}", *value, digits);
}

std::vector<std::string> wrapped(const std::string& text, std::size_t columns) {
    std::vector<std::string> lines{""};
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (!lines.back().empty() && lines.back().size() + 1 + word.size() > columns) lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + word;
        begin = end + 1;
    }
    return lines;
}

void print_wrapped(std::FILE* to, const std::string& text, std::size_t indent) {
    for (const std::string& line : wrapped(text, text_columns - indent))
        fmt::print(to, "{:{}}{}\n", "", indent, line);
}

const char* name_of(Finding::Verdict verdict) {
    switch (verdict) {
        case Finding::Verdict::holds:
            return "holds";
        case Finding::Verdict::does_not_hold:
            return "does not hold here";
        case Finding::Verdict::not_measured:
            return "not measured";
        case Finding::Verdict::said:
            return "";
    }
    return "";
}

constexpr Quantity shown[] = {Quantity::trips, Quantity::cpu_us,   Quantity::p50_us, Quantity::p99_us,
                              Quantity::calls, Quantity::switches, Quantity::threads};
constexpr Quantity shown_of_waiting[] = {Quantity::processes, Quantity::private_kib, Quantity::kernel_kib,
                                         Quantity::idle_percent, Quantity::p999_us};

template <class Quantities>
void print_table(std::FILE* to, const Results& results, std::size_t scenario, const Quantities& quantities,
                 bool with_spread) {
    fmt::print(to, "{:<{}}", "", name_columns);
    for (const Quantity quantity : quantities) fmt::print(to, " {:>8}", cut(words_of(quantity).column, 10));
    fmt::print(to, "\n");
    for (const Row& row : results.rows) {
        if (row.scenario != scenario) continue;
        fmt::print(to, "{:<{}}", cut(results.programs[row.program].name, name_columns), name_columns);
        if (!row.missing.empty()) {
            if (with_spread) fmt::print(to, " {}\n", cut(row.missing, text_columns - name_columns));
            if (!with_spread) fmt::print(to, " -\n");
            continue;
        }
        for (const Quantity quantity : quantities) fmt::print(to, " {:>8}", figure(row.median(quantity)));
        fmt::print(to, "\n");
    }
}

}  // namespace

void print_machine(std::FILE* to, const Results& results) {
    for (const auto& [what, value] : results.machine)
        fmt::print(to, "{:<14} {}\n", what, cut(value, text_columns - 15));
    fmt::print(to, "{:<14} median of {} windows of {} ms each\n", "measured", results.rounds,
               results.window_ms);
    for (const Program& program : results.programs) {
        if (!program.absent.empty())
            print_wrapped(to, fmt::format("without {}: {}", program.name, program.absent), 0);
        if (!program.note.empty()) print_wrapped(to, fmt::format("{}: {}", program.name, program.note), 0);
    }
}

void print_scenario(std::FILE* to, const Results& results, std::size_t scenario) {
    fmt::print(to, "\n{}\n", results.scenarios[scenario].title());
    print_table(to, results, scenario, shown, true);
    fmt::print(to, "{}\n", "  and what waiting costs:");
    print_table(to, results, scenario, shown_of_waiting, false);
    double widest = 0;
    for (const Row& row : results.rows) {
        if (row.scenario != scenario || row.of(Quantity::trips).empty()) continue;
        const bench::Spread spread = spread_of(row.of(Quantity::trips));
        widest =
            std::max(widest, (spread.upper_quartile - spread.lower_quartile) / std::max(1.0, spread.median));
    }
    fmt::print(to, "  the middle half of the windows is at most {:.0f} % of the median apart (trips/s)\n",
               100 * widest);
}

void print_findings(std::FILE* to, const Results& results) {
    fmt::print(to, "\nWhat the reading claims\n");
    for (const Finding& finding : results.claims) {
        print_wrapped(to, fmt::format("{}: {}", finding.title, name_of(finding.verdict)), 0);
        print_wrapped(to, finding.text, 2);
    }
    fmt::print(to, "\nWhich model when, on this machine\n");
    for (const Finding& finding : results.choices) {
        if (finding.verdict == Finding::Verdict::not_measured) continue;
        print_wrapped(to, finding.title, 0);
        print_wrapped(to, finding.text, 2);
    }
}

void print_difference(std::FILE* to, const nlohmann::json& run, const nlohmann::json& other) {
    const auto label = [](const nlohmann::json& one) {
        const auto name = one.value("label", std::string());
        return name.empty() ? one.value("when", std::string("?")) : name;
    };
    fmt::print(to, "\nBeside the run {}: median of this one over that one\n", label(other));
    fmt::print(to, "{:<{}} {:<16} {:>10} {:>10} {:>10}\n", "", name_columns, "", "trips/s", "CPU us",
               "p99 us");
    for (const auto& row : run.at("rows")) {
        for (const auto& before : other.at("rows")) {
            if (row.at("server") != before.at("server") || row.at("scenario") != before.at("scenario"))
                continue;
            const auto ratio = [&](const char* key) -> std::optional<double> {
                const auto& now = row.at("values");
                const auto& then = before.at("values");
                if (!now.contains(key) || !then.contains(key)) return std::nullopt;
                const double divisor = then.at(key).at("median").get<double>();
                if (divisor <= 0) return std::nullopt;
                return now.at(key).at("median").get<double>() / divisor;
            };
            if (!ratio("trips")) continue;
            fmt::print(to, "{:<{}} {:<16} {:>10} {:>10} {:>10}\n",
                       cut(row.at("server").get<std::string>(), name_columns), name_columns,
                       row.at("scenario").get<std::string>(), figure(ratio("trips")), figure(ratio("cpu_us")),
                       figure(ratio("p99_us")));
        }
    }
}

}  // namespace models
