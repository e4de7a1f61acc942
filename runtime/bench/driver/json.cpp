#include "json.hpp"

#include "targets.hpp"

namespace bench {
namespace {

using nlohmann::json;

json of(const std::vector<std::pair<std::string, std::string>>& entries) {
    json object = json::object();
    for (const auto& [name, value] : entries) object[name] = value;
    return object;
}

json of(const Window& window) {
    return {{"round", window.round},
            {"trips_per_second", window.trips_per_second},
            {"p50_us", window.p50_us},
            {"p99_us", window.p99_us},
            {"max_us", window.max_us},
            {"server_cpu_us", window.server_cpu_us},
            {"server_busy", window.server_busy},
            {"client_busy", window.client_busy},
            {"others_busy", window.others_busy}};
}

json of(const Spread& spread) {
    if (spread.count == 0) return nullptr;
    return {{"median", spread.median},
            {"lower_quartile", spread.lower_quartile},
            {"upper_quartile", spread.upper_quartile},
            {"min", spread.min},
            {"max", spread.max},
            {"count", spread.count}};
}

json of(const Comparison& comparison, const std::string& reference) {
    const Scenario& scenario = comparison.scenario;
    const Contestant* base = comparison.find(reference, scenario.workers);
    json contestants = json::array();
    for (const Contestant& contestant : comparison.contestants) {
        json windows = json::array();
        for (const Window& window : contestant.windows) windows.push_back(of(window));
        json entry{{"peer", contestant.peer->key}, {"workers", contestant.workers}, {"windows", windows}};
        if (!contestant.failure.empty()) entry["failure"] = contestant.failure;
        if (base != nullptr && base != &contestant) {
            json ratio;
            for (const auto& [name, member] :
                 {std::pair("trips_per_second", &Window::trips_per_second),
                  std::pair("p99_us", &Window::p99_us), std::pair("server_cpu_us", &Window::server_cpu_us)})
                ratio[name] = of(spread_of(ratios(base->samples(member), contestant.samples(member))));
            entry["reference_over_this"] = ratio;
        }
        contestants.push_back(entry);
    }
    return {{"key", scenario.key()},
            {"workers", scenario.workers},
            {"work_us", scenario.work_us},
            {"connections", scenario.connections},
            {"message_bytes", scenario.message_bytes},
            {"contestants", contestants}};
}

json of(const Figure& figure) {
    json rows = json::array();
    for (const Figure::Row& row : figure.rows) {
        json values = json::array();
        for (const Sample& sample : row.samples) values.push_back(sample.value);
        rows.push_back({{"peer", row.peer->key}, {"values", values}, {"spread", of(spread_of(row.samples))}});
        if (!row.failure.empty()) rows.back()["failure"] = row.failure;
    }
    return {{"key", figure.key}, {"title", figure.title}, {"unit", figure.unit}, {"rows", rows}};
}

json of(const Target& target) {
    static constexpr const char* verdicts[] = {"reached", "missed", "too close", "not measured"};
    return {{"title", target.title},
            {"bound", target.bound},
            {"at_least", target.at_least},
            {"unit", target.unit},
            {"spread", of(spread_of(target.samples))},
            {"verdict", verdicts[static_cast<int>(target.verdict())]}};
}

}  // namespace

json to_json(const Results& results) {
    json comparisons = json::array();
    for (const Comparison& comparison : results.comparisons)
        comparisons.push_back(of(comparison, results.reference));
    json figures = json::array();
    for (const Figure& figure : results.figures) figures.push_back(of(figure));
    json targets = json::array();
    for (const Target& target : judge(results)) targets.push_back(of(target));
    return {{"machine", of(results.machine)},
            {"versions", of(results.versions)},
            {"notes", results.notes},
            {"reference", results.reference},
            {"window_ms", results.pace.window.count()},
            {"warm_up_ms", results.pace.warm_up.count()},
            {"echo", comparisons},
            {"figures", figures},
            {"targets", targets}};
}

}  // namespace bench
