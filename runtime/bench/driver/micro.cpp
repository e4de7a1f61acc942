#include <fmt/format.h>

#include <charconv>

#include "child.hpp"
#include "figures.hpp"

namespace bench {
namespace {

struct MicroFigure {
    std::string name;  ///< what the micro programs call it
    std::string title;
    std::string unit;
    double nanoseconds;  ///< of one unit
    long count;          ///< operations a run
    bool two_threads;    ///< runs on both cores
};

std::vector<MicroFigure> micro_figures(bool quick) {
    const long scale = quick ? 1 : 4;
    return {
        {"spawn-join", "spawn a task and join it", "ns", 1, 250'000 * scale, false},
        {"yield", "yield, 100 tasks in turn", "ns", 1, 500'000 * scale, false},
        {"yield-alone", "yield, one task alone", "ns", 1, 250'000 * scale, false},
        {"timer", "create and cancel a timer, 100,000 live", "ns", 1, 200'000 * scale, false},
        {"timeout", "a time-out that is not needed, 100,000 live", "ns", 1, 100'000 * scale, false},
        {"sleep-lateness", "mean lateness of a sleep of 1 ms", "µs", 1'000, 60 * scale, false},
        {"wake", "wake a task of another thread", "µs", 1'000, 5'000 * scale, true},
    };
}

/// The number on the program's only line, in the figure's unit.
std::optional<double> run_once(const std::filesystem::path& program, const MicroFigure& figure,
                               const Cores& cores) {
    constexpr std::chrono::seconds patience(30);
    Child child({program, figure.name, fmt::to_string(figure.count)},
                figure.two_threads ? cores.shared : cores.server);
    const std::string line = child.read_line(patience).value_or("");
    double value = 0;
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), value);
    if (parsed.ec != std::errc() || !child.wait(patience).succeeded) return std::nullopt;
    return value / figure.nanoseconds;
}

}  // namespace

const Figure::Row* Figure::find(const std::string& peer) const {
    for (const Row& row : rows)
        if (row.peer->key == peer) return &row;
    return nullptr;
}

std::vector<Figure> measure_micro(const Roster& roster, const Cores& cores, bool quick,
                                  const Progress& progress) {
    std::vector<Figure> figures;
    const int rounds = quick ? 5 : 9;
    for (const MicroFigure& wanted : micro_figures(quick)) {
        Figure& figure = figures.emplace_back(Figure{wanted.name, wanted.title, wanted.unit, {}});
        for (const Peer* peer : roster.present)
            if (!peer->micro.empty()) figure.rows.push_back({peer, {}, {}});
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t turn = 0; turn < figure.rows.size(); ++turn) {
                Figure::Row& row = figure.rows[(turn + static_cast<std::size_t>(round)) % figure.rows.size()];
                if (!row.failure.empty()) continue;
                progress(
                    fmt::format("{}: round {} of {}, {}", figure.title, round + 1, rounds, row.peer->label));
                const auto value = run_once(roster.programs / row.peer->micro, wanted, cores);
                if (value)
                    row.samples.push_back({round, *value});
                else
                    row.failure = fmt::format("{} {} failed", row.peer->micro, wanted.name);
            }
        }
    }
    return figures;
}

}  // namespace bench
