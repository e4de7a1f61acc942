#include "targets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bench {
namespace {

/// Ours over a peer's, window by window; nothing if either is missing.
Samples ours_over(const Comparison& comparison, const Contestant* peer, double Window::*member) {
    const Contestant* ours = comparison.find("rt", comparison.scenario.workers);
    if (ours == nullptr || peer == nullptr) return {};
    return ratios(ours->samples(member), peer->samples(member));
}

void judge_one_worker(const Comparison& comparison, std::vector<Target>& targets) {
    const Scenario& scenario = comparison.scenario;
    if (scenario.work_us > 0 || (scenario.connections != 50 && scenario.connections != 1'000)) return;
    const auto add = [&](const char* key, double bound) {
        const Contestant* peer = comparison.find(key, 1);
        if (peer == nullptr) return;
        targets.push_back({fmt::format("{}: throughput over {}", scenario.title(), peer->label), bound, true,
                           "", ours_over(comparison, peer, &Window::trips_per_second)});
    };
    add("epoll", 0.97);
    add("tokio", 1);
    add("asio-coroutines", 1);
    add("asio-callbacks", 1);
}

void judge_more_workers(const Comparison& comparison, std::vector<Target>& targets) {
    const Scenario& scenario = comparison.scenario;
    if (const Contestant* tokio = comparison.find("tokio", scenario.workers))
        targets.push_back({fmt::format("{}: throughput over Tokio", scenario.title()), 1.05, true, "",
                           ours_over(comparison, tokio, &Window::trips_per_second)});
    const Contestant* alone = comparison.find("rt", 1);
    if (scenario.work_us > 0 && alone != nullptr && scenario.workers == 2)
        targets.push_back({fmt::format("{}: throughput over one worker", scenario.title()), 1.6, true, "",
                           ours_over(comparison, alone, &Window::trips_per_second)});
}

void judge_tail(const Comparison& comparison, std::vector<Target>& targets) {
    if (const Contestant* tokio = comparison.find("tokio", comparison.scenario.workers))
        targets.push_back({fmt::format("{}: p99 over Tokio", comparison.scenario.title()), 1, false, "",
                           ours_over(comparison, tokio, &Window::p99_us)});
}

void judge_figure(const Results& results, const char* key, double bound, std::vector<Target>& targets) {
    const Figure* figure = results.figure(key);
    const Figure::Row* ours = figure != nullptr ? figure->find("rt") : nullptr;
    if (figure == nullptr) return;
    targets.push_back(
        {figure->title, bound, false, figure->unit, ours != nullptr ? ours->samples : Samples{}});
}

void judge_compile_time(const Results& results, std::vector<Target>& targets) {
    const Figure* figure = results.figure("compile");
    if (figure == nullptr) return;
    const Figure::Row* ours = figure->find("rt");
    const Figure::Row* asio = figure->find("asio-coroutines");
    if (asio == nullptr) return;
    targets.push_back({"compile an echo server: time over Asio", 1.0 / 3, false, "",
                       ours != nullptr ? ratios(ours->samples, asio->samples) : Samples{}});
}

}  // namespace

Target::Verdict Target::verdict() const {
    if (samples.empty()) return Verdict::not_measured;
    const Spread spread = spread_of(samples);
    if (samples.size() > 1 && spread.lower_quartile < bound && bound < spread.upper_quartile)
        return Verdict::too_close;
    return (at_least ? spread.median >= bound : spread.median <= bound) ? Verdict::reached : Verdict::missed;
}

std::vector<Target> judge(const Results& results) {
    std::vector<Target> targets;
    for (const Comparison& comparison : results.comparisons) {
        if (comparison.scenario.workers == 1)
            judge_one_worker(comparison, targets);
        else
            judge_more_workers(comparison, targets);
    }
    for (const Comparison& comparison : results.comparisons) judge_tail(comparison, targets);
    judge_figure(results, "memory", 0.2, targets);
    judge_figure(results, "spawn-join", 60, targets);
    judge_figure(results, "yield", 15, targets);
    judge_figure(results, "timer", 60, targets);
    judge_figure(results, "sleep-lateness", 100, targets);
    judge_compile_time(results, targets);
    return targets;
}

}  // namespace bench
