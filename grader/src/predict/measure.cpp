#include "predict/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <map>
#include <string>
#include <vector>

namespace grader {

namespace {

constexpr const char* line = "io-labs predicts\n";

}  // namespace

Measured measure(const Question& question, const Servers& servers) {
    try {
        return question.lab == 4 ? measure_lab4(question.number, servers)
                                 : measure_lab5(question.number, servers);
    } catch (const NotMeasured&) {
        throw;
    } catch (const std::exception& error) {
        // A server may do what it likes: end, refuse, be silent.
        throw NotMeasured(error.what());
    }
}

Crowded with_silent_clients(const ServerProgram& server, const std::vector<std::string>& options) {
    constexpr std::size_t clients = 100;
    Trial trial(server, options, Trial::Calls::unseen);
    Crowded seen;
    const Snapshot before = trial.scene().look().snapshot;
    trial.come(clients);
    const Glance glance = trial.scene().look();
    seen.threads_before = static_cast<double>(before.threads.size());
    seen.threads = static_cast<double>(glance.snapshot.threads.size());
    seen.virtual_before = static_cast<double>(before.virtual_bytes);
    seen.virtual_bytes = static_cast<double>(glance.snapshot.virtual_bytes);
    seen.resident_before = static_cast<double>(before.resident_bytes);
    seen.resident_bytes = static_cast<double>(glance.snapshot.resident_bytes);
    seen.doing = threads_told(glance.look);
    return seen;
}

std::vector<std::string> crowd_told(const std::string& name, const Crowded& seen) {
    const auto bytes = [](double amount) { return amount_text(amount, GuessKind::bytes); };
    std::vector<std::string> lines{
        fmt::format("{:<24} {:>12} {:>12}", name, "nobody", "100 silent"),
        fmt::format("  {:<22} {:>12.0f} {:>12.0f}", "threads", seen.threads_before, seen.threads),
        fmt::format("  {:<22} {:>12} {:>12}", "VSZ", bytes(seen.virtual_before), bytes(seen.virtual_bytes)),
        fmt::format("  {:<22} {:>12} {:>12}", "RSS", bytes(seen.resident_before),
                    bytes(seen.resident_bytes))};
    lines.insert(lines.end(), seen.doing.begin(), seen.doing.end());
    return lines;
}

RoundTrip round_trip(const ServerProgram& server, const std::vector<std::string>& options) {
    constexpr int trips = 10;
    Trial trial(server, options, Trial::Calls::traced);
    Visitor& visitor = trial.scene().come();
    const auto patience = std::chrono::seconds(3);
    // The first one finds a thread that is only just there.
    if (!Trial::exchange(visitor, line, patience)) throw NotMeasured("it did not echo a line");
    const std::size_t begin = trial.scene().settle();
    std::size_t last = begin;
    for (int trip = 0; trip < trips; ++trip) {
        last = trial.scene().settle();
        if (!Trial::exchange(visitor, line, patience)) throw NotMeasured("it did not echo a line");
    }
    const std::size_t end = trial.scene().settle();
    RoundTrip seen;
    std::map<std::string, double> added;
    for (const Event& call : trial.calls(begin, end)) {
        ++seen.calls;
        ++seen.by_name[name_of(call.call)];
        const std::string key = key_of(call.call);
        if (key != "read" && key != "write") added[key] += 1;
    }
    seen.calls /= trips;
    for (auto& [name, times] : seen.by_name) times /= trips;
    for (const auto& [key, times] : added)
        if (seen.added_key.empty() || times > added[seen.added_key]) seen.added_key = key;
    // A call now and then is none of each round trip.
    if (!seen.added_key.empty() && added[seen.added_key] < trips / 2.0) seen.added_key.clear();
    seen.trace = trial.excerpt(last, end);
    return seen;
}

std::string calls_told(const std::map<std::string, double>& by_name) {
    std::string text;
    for (const auto& [name, times] : by_name)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                            times < 1 ? fmt::format("{:.2f}", times) : amount_text(times, GuessKind::count));
    return text;
}

}  // namespace grader
