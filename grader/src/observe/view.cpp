#include "observe/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/text.hpp"

namespace grader {

IO_LABS_JSON_FIELDS(ThreadRow, tid, process, name, state, cpu, where)
IO_LABS_JSON_FIELDS(SocketRow, client, port, state, unread, unsent, holders)
IO_LABS_JSON_FIELDS(CallRate, name, a_second, a_round_trip)
IO_LABS_JSON_FIELDS(LoadRow, talking, silent, deaf, is_paused, pace, problem, round_trips, p50_us, p99_us,
                    max_us, shares)
IO_LABS_JSON_FIELDS(View, name, process, address, model, load, processes, threads, sockets, is_traced, calls,
                    cpu, switches, resident, anonymous, descriptors, said)

namespace {

using Lines = std::vector<ViewLine>;

void heading(Lines& lines, const std::string& text) {
    lines.push_back({text, true});
}

void plain(Lines& lines, const std::string& text) {
    lines.push_back({text, false});
}

Lines top(const View& view, std::size_t width) {
    Lines lines;
    heading(lines, fmt::format("{}  process {}  {}", view.name, view.process, view.address));
    heading(lines, "model: " + view.model.name);
    for (const std::string& line : wrapped(view.model.evidence, width - 2)) plain(lines, "  " + line);
    plain(lines, fmt::format("{:.0f} % CPU  {:.0f} switches/s  {} resident, {} private  {} descriptors",
                             100 * view.cpu, view.switches, size_text(view.resident),
                             size_text(view.anonymous), view.descriptors));
    return lines;
}

std::string bar(double share) {
    constexpr std::array<const char*, 9> blocks = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const auto most = static_cast<double>(blocks.size() - 1);
    const auto height =
        static_cast<std::size_t>(std::clamp(share * most + (share > 0 ? 0.999 : 0), 0.0, most));
    return blocks.at(height);
}

std::string microseconds(double us) {
    return us < 1'000       ? fmt::format("{:.0f} µs", us)
           : us < 1'000'000 ? fmt::format("{:.1f} ms", us / 1e3)
                            : fmt::format("{:.1f} s", us / 1e6);
}

Lines load(const LoadRow& load) {
    Lines lines;
    heading(lines, fmt::format("clients: {} talk, {} silent{}{}, {}", load.talking, load.silent,
                               load.deaf > 0 ? fmt::format(", {} never reads", load.deaf) : "",
                               load.is_paused ? ", paused" : "", load.pace));
    if (!load.problem.empty()) {
        plain(lines, "  " + load.problem);
        return lines;
    }
    plain(lines,
          fmt::format("  {:.0f} round trips/s   latency: p50 {}, p99 {}, max {}", load.round_trips,
                      microseconds(load.p50_us), microseconds(load.p99_us), microseconds(load.max_us)));
    std::string bars = "  ";
    std::string names = "  ";
    for (std::size_t index = 0; index < latency_bars; ++index) {
        const std::string block = bar(load.shares.at(index));
        bars += block + block + block + block + "   ";
        const int bound = latency_bounds.at(std::min(index, latency_bounds.size() - 1));
        const std::string name =
            bound < 1'000 ? fmt::format("{}µs", bound) : fmt::format("{}ms", bound / 1'000);
        names += fmt::format("{:<7}", index < latency_bounds.size() ? "≤" + name : ">" + name);
    }
    plain(lines, bars);
    plain(lines, names);
    return lines;
}

Lines threads(const View& view) {
    Lines lines;
    heading(lines, fmt::format("threads: {} in {} process{}", view.threads.size(), view.processes,
                               view.processes == 1 ? "" : "es"));
    for (const ThreadRow& row : view.threads)
        plain(lines, fmt::format("  {:>7} {:<15} {} {:>4.0f} %  {}", row.tid, cut(row.name, 15), row.state,
                                 100 * row.cpu, row.where));
    return lines;
}

Lines sockets(const View& view) {
    Lines lines;
    heading(lines,
            fmt::format("sockets: {}                    recv-q  send-q  process", view.sockets.size()));
    for (const SocketRow& row : view.sockets) {
        const std::string who = row.client == 0 ? fmt::format("listener, port {}", row.port)
                                                : fmt::format("client {}, port {}", row.client, row.port);
        plain(lines, fmt::format("  {:<22} {:<9} {:>5} {:>7}  {}", who, row.state, row.unread, row.unsent,
                                 row.holders));
    }
    return lines;
}

Lines calls(const View& view) {
    Lines lines;
    if (view.calls.empty()) {
        heading(lines, view.is_traced ? "system calls: none" : "system calls: not traced");
        return lines;
    }
    const bool has_seconds = view.calls.front().a_second > 0;
    heading(lines, has_seconds ? "system calls:          a second   a round trip"
                               : "system calls:                     a round trip");
    for (const CallRate& rate : view.calls)
        plain(lines, fmt::format("  {:<20} {:>9}   {:>12}", rate.name,
                                 has_seconds ? fmt::format("{:.0f}", rate.a_second) : "",
                                 rate.a_round_trip > 0 ? fmt::format("{:.2f}", rate.a_round_trip) : "-"));
    return lines;
}

/// No more than so many lines, the last of which says how many more there are.
void shorten(Lines& lines, std::size_t most) {
    if (lines.size() <= most || most == 0) return;
    const std::size_t left_out = lines.size() - most + 1;
    lines.resize(most - 1);
    plain(lines, fmt::format("  … {} more", left_out));
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
    constexpr double kibi = 1024;
    const auto size = static_cast<double>(bytes);
    return size < kibi * kibi ? fmt::format("{:.0f} KiB", size / kibi)
                              : fmt::format("{:.1f} MiB", size / kibi / kibi);
}

std::vector<ViewLine> lines_of(const View& view, std::size_t width, std::size_t most_lines) {
    Lines lines = top(view, width);
    Lines parts[] = {load(view.load), threads(view), sockets(view), calls(view)};
    if (most_lines != 0) {
        const std::size_t fixed = lines.size() + parts[0].size();
        std::size_t room = most_lines > fixed ? most_lines - fixed : 0;
        // Each of the lists gets a third of the room, and what others leave.
        std::size_t lists = 3;
        std::vector<Lines*> by_size = {&parts[1], &parts[2], &parts[3]};
        std::sort(by_size.begin(), by_size.end(),
                  [](const Lines* a, const Lines* b) { return a->size() < b->size(); });
        for (Lines* part : by_size) {
            const std::size_t share = room / lists--;
            if (share == 0)
                part->clear();
            else
                shorten(*part, share);
            room -= part->size();
        }
    }
    for (const Lines& part : parts) lines.insert(lines.end(), part.begin(), part.end());
    if (most_lines == 0 && !view.said.empty()) {
        heading(lines, "it printed:");
        for (const std::string& line : view.said) plain(lines, "  " + line);
    }
    for (ViewLine& line : lines) line.text = cut(line.text, width);
    return lines;
}

}  // namespace grader
