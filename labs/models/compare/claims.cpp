// The reading's claims, checked by this run's figures.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figures.hpp"

namespace models {
namespace {

using Verdict = Finding::Verdict;

/// "poll 80.1, select 80.4": those, as far as they were measured.
std::string listed(const Results& results, const std::string& scenario, Quantity quantity,
                   const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        const Row* row = results.row(name, scenario);
        const auto median = row != nullptr ? row->median(quantity) : std::nullopt;
        if (!median) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", results.programs[row->program].title,
                            figure(*median));
    }
    return text;
}

/// The scenario in which one talks, with the fewest and with the most connections, in which all of `names`
/// were measured.
std::optional<std::pair<const Scenario*, const Scenario*>> one_talks_ends(
    const Results& results, const std::vector<std::string>& names, Quantity quantity) {
    std::vector<const Scenario*> usable;
    for (const Scenario& scenario : results.scenarios) {
        const bool all = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
            const Row* row = results.row(name, scenario.key());
            return row != nullptr && row->median(quantity);
        });
        if (scenario.one_talks() && all) usable.push_back(&scenario);
    }
    if (usable.empty()) return std::nullopt;
    const auto fewer = [](const Scenario* one, const Scenario* other) {
        return one->connections < other->connections;
    };
    return std::pair{*std::min_element(usable.begin(), usable.end(), fewer),
                     *std::max_element(usable.begin(), usable.end(), fewer)};
}

double median(const Results& results, const std::string& name, const Scenario& scenario, Quantity quantity) {
    const Row* row = results.row(name, scenario.key());
    return row == nullptr ? 0 : row->median(quantity).value_or(0);
}

Finding stacks(const Results& results) {
    Finding finding{"A thread for each connection does not take a stack of 8 MiB for each",
                    Verdict::not_measured,
                    "no server with a thread for each was measured with 1,000 connections or more"};
    const auto ends = one_talks_ends(results, {"lab4"}, Quantity::private_kib);
    if (!ends || ends->second->connections < 1'000) return finding;
    const double own = median(results, "lab4", *ends->second, Quantity::private_kib);
    const double kernel = median(results, "lab4", *ends->second, Quantity::kernel_kib);
    const double threads = median(results, "lab4", *ends->second, Quantity::threads);
    finding.verdict = own + kernel < 1024 ? Verdict::holds : Verdict::does_not_hold;
    finding.text = fmt::format(
        "{} threads, {} KiB each of their own memory (what of the stack has been touched) and {} KiB in the "
        "kernel (its "
        "stack there, page tables): {} MiB in all. The 8 MiB of a stack are addresses, not memory. Beside "
        "it: {} KiB.",
        number(static_cast<std::size_t>(threads)), figure(own), figure(kernel),
        figure((own + kernel) * static_cast<double>(ends->second->connections) / 1024),
        listed(results, ends->second->key(), Quantity::private_kib, {"lab5", "epoll_level"}));
    return finding;
}

Finding linear(const Results& results) {
    Finding finding{"select and poll cost O(n) a message where one of n talks; epoll does not",
                    Verdict::not_measured,
                    "poll and epoll were not both measured with two numbers of connections"};
    const auto ends = one_talks_ends(results, {"poll", "epoll_level"}, Quantity::cpu_us);
    if (!ends || ends->first == ends->second) return finding;
    const auto growth = [&](const char* name) {
        return median(results, name, *ends->second, Quantity::cpu_us) /
               std::max(0.01, median(results, name, *ends->first, Quantity::cpu_us));
    };
    const double poll = growth("poll"), epoll = growth("epoll_level");
    finding.verdict = poll > 3 && poll > 2 * epoll ? Verdict::holds : Verdict::does_not_hold;
    finding.text = fmt::format(
        "From {} to {} connections, one of which talks, poll's CPU time for a round trip grows {} times, "
        "epoll's {} times. "
        "µs at {}: {}.",
        number(ends->first->connections), number(ends->second->connections), figure(poll), figure(epoll),
        number(ends->second->connections),
        listed(results, ends->second->key(), Quantity::cpu_us,
               {"select", "poll", "epoll_level", "epoll_edge", "io_uring", "lab4", "busy_poll"}));
    return finding;
}

Finding wake_up(const Results& results) {
    Finding finding{"A thread that sleeps must be woken, and that is a part of each answer",
                    Verdict::not_measured,
                    "busy polling, which sleeps never, was not measured beside one that sleeps"};
    const Row* polling = results.row("busy_poll", "c1-all");
    const Row* sleeping = results.row("sequential", "c1-all");
    if (polling == nullptr || sleeping == nullptr) return finding;
    const auto without = polling->median(Quantity::p50_us), with = sleeping->median(Quantity::p50_us);
    if (!without || !with) return finding;
    finding.verdict = *with > *without ? Verdict::holds : Verdict::does_not_hold;
    finding.text = fmt::format(
        "Two threads that take turns to wake each other need {} µs for each turn here. With one connection "
        "at a moderate pace "
        "half of the echoes "
        "of a server that sleeps are there after {} µs, of one that never sleeps (busy polling) after {} µs.",
        figure(results.wake_up_us), figure(*with), figure(*without));
    return finding;
}

Finding ten_thousand(const Results& results) {
    Finding finding{
        "epoll does not notice 10,000 idle connections", Verdict::not_measured,
        "10,000 connections were not measured (--quick, or the limit of descriptors: ulimit -Hn)"};
    const auto ends = one_talks_ends(results, {"epoll_level"}, Quantity::cpu_us);
    if (!ends || ends->second->connections < 10'000) return finding;
    const double few = median(results, "epoll_level", *ends->first, Quantity::cpu_us);
    const double many = median(results, "epoll_level", *ends->second, Quantity::cpu_us);
    finding.verdict = many < 2 * few ? Verdict::holds : Verdict::does_not_hold;
    finding.text = fmt::format(
        "One of {} talks: {} µs of CPU time for a round trip; one of {}: {} µs. While nobody talks it uses "
        "{} % of a core.",
        number(ends->first->connections), figure(few), number(ends->second->connections), figure(many),
        figure(median(results, "epoll_level", *ends->second, Quantity::idle_percent)));
    return finding;
}

}  // namespace

std::vector<Finding> check_claims(const Results& results) {
    return {stacks(results), linear(results), wake_up(results), ten_thousand(results)};
}

}  // namespace models
