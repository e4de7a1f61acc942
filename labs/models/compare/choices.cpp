// Which model fits which situation, by this run's figures; and where the user's own servers stand.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "figures.hpp"

namespace models {
namespace {

using Verdict = Finding::Verdict;

/// A situation, and what decides there: the cost of one quantity, or of two taken together.
struct Situation {
    const char* title;
    std::vector<std::string> scenarios;  ///< the first that was measured
    std::vector<Quantity> decides;       ///< their sum
    const char* costs;                   ///< what that is
    const char* answer;
    bool may_burn_a_core = false;
};

/// Whether a server is no choice at all there: it uses up a core for nothing, or pays for each connection
/// with every message.
bool is_ruled_out(const Results& results, const Row& row, const Situation& situation) {
    constexpr double much_idle_percent = 20, much_more = 2;
    if (situation.may_burn_a_core) return false;
    if (row.median(Quantity::idle_percent).value_or(0) > much_idle_percent) return true;
    const std::vector<Place> by_cpu =
        ranking(results, results.scenarios[row.scenario].key(), Quantity::cpu_us);
    const bool asks_for_memory = situation.decides.front() == Quantity::private_kib;
    return asks_for_memory && !by_cpu.empty() &&
           row.median(Quantity::cpu_us).value_or(0) > much_more * by_cpu.front().value;
}

std::vector<Place> ranking_in(const Results& results, const std::string& scenario,
                              const Situation& situation) {
    std::vector<Place> places;
    for (const Row& row : results.rows) {
        if (results.scenarios[row.scenario].key() != scenario) continue;
        double sum = 0;
        bool whole = true;
        for (const Quantity quantity : situation.decides) {
            whole = whole && row.median(quantity);
            sum += row.median(quantity).value_or(0);
        }
        if (whole && !is_ruled_out(results, row, situation))
            places.push_back({&results.programs[row.program], sum});
    }
    put_in_order(places, words_of(situation.decides.front()).more_is_better);
    return places;
}

/// Who is as good as the best, as far as such a run can tell, and then the others.
std::string told(const std::vector<Place>& places) {
    constexpr double noise = 0.1;
    const double best = places.front().value;
    std::string equal, others;
    for (const Place& place : places) {
        const bool is_equal = std::abs(place.value - best) <= noise * best;
        if (is_equal)
            equal += fmt::format("{}{}", equal.empty() ? "" : ", ", place.program->title);
        else
            others +=
                fmt::format("{}{} {}", others.empty() ? "" : ", ", place.program->title, figure(place.value));
    }
    return fmt::format("{} ({}){}{}", figure(best), equal, others.empty() ? "" : "; then ", others);
}

Finding choose(const Results& results, const Situation& situation) {
    Finding finding{situation.title, Verdict::not_measured, "nobody was measured in such a situation"};
    for (const std::string& key : situation.scenarios) {
        const std::vector<Place> places = ranking_in(results, key, situation);
        if (places.empty()) continue;
        const auto scenario = std::find_if(results.scenarios.begin(), results.scenarios.end(),
                                           [&](const Scenario& one) { return one.key() == key; });
        finding.verdict = Verdict::said;
        finding.text = fmt::format("{} Measured ({}), {}: {}.", situation.answer, scenario->title(),
                                   situation.costs, told(places));
        return finding;
    }
    return finding;
}

std::vector<Finding> in_situations(const Results& results) {
    const std::vector<Situation> situations{
        {"One client, or a few",
         {"c1-all"},
         {Quantity::cpu_us},
         "CPU µs for a round trip",
         "Blocking calls: nothing is simpler, and nothing is cheaper than a thread that waits for its "
         "client."},
        {"Latency is all that counts, and a core may be burnt for it",
         {"c1-all"},
         {Quantity::p50_us},
         "µs until half of the echoes are there",
         "Busy polling, if anything: no wake-up of the server stands between a message and its echo. It "
         "takes all of a core, "
         "at night, too.",
         true},
        {"Hundreds of clients that all talk, each with little to do",
         {"c100-all"},
         {Quantity::trips},
         "round trips a second",
         "One thread that waits for all, with any of the calls for that: it saves a switch of threads for "
         "each message. "
         "With much work a message the difference is gone, and a thread for each is as good."},
        {"Thousands of clients, most of them silent",
         {"c10000-one", "c1000-one"},
         {Quantity::private_kib, Quantity::kernel_kib},
         "KiB for a client that waits, of those that do not pay for silent ones with time",
         "An event loop with epoll, or coroutines on one: what does not talk costs no time, and little "
         "memory. select, poll "
         "and busy polling look at all clients for each message; threads wait as cheaply in time, and cost a "
         "stack each."},
        {"Each message is real work for a processor",
         {"c100-all-w20"},
         {Quantity::trips},
         "round trips a second",
         "Whoever uses all cores: threads, a loop a core, a runtime with workers. One loop has one core, and "
         "while it "
         "computes it serves nobody."},
        {"Each answer waits for something else (a database, a timer)",
         {"c100-all-d20"},
         {Quantity::cpu_us},
         "CPU µs for a round trip",
         "Whoever does not stand still for one client: the answers of 100 wait side by side, in all models "
         "but the first. "
         "Choose by what is easier to write: a thread that sleeps, or a task that awaits."},
    };
    std::vector<Finding> found;
    for (const Situation& situation : situations) found.push_back(choose(results, situation));
    found.push_back(
        {"Clients must not harm each other by crashing", Verdict::said,
         "Processes (prefork): what one does to its memory, or the end it comes to, is no other's concern. "
         "The "
         "price is in the tables: a switch of processes for each message, and page tables for each."});
    return found;
}

/// Where a server of the user's stands, in the scenarios that say most.
std::vector<Finding> standing(const Results& results) {
    std::vector<Finding> found;
    for (const Program& program : results.programs) {
        if (!program.is_own || !program.absent.empty()) continue;
        std::string text;
        for (const auto& [key, quantity, words] :
             {std::tuple{"c100-all", Quantity::trips, "round trips a second, 100 of 100 talk"},
              std::tuple{"c1000-one", Quantity::cpu_us, "CPU µs for a round trip, one of 1,000 talks"},
              std::tuple{"c1000-one", Quantity::private_kib, "KiB for an idle connection"}}) {
            const std::vector<Place> places = ranking(results, key, quantity);
            for (std::size_t index = 0; index < places.size(); ++index) {
                if (places[index].program != &program) continue;
                text += fmt::format("{}{}: {}, place {} of {} (the best: {} {})", text.empty() ? "" : "; ",
                                    words, figure(places[index].value), index + 1, places.size(),
                                    places.front().program->title, figure(places.front().value));
            }
        }
        if (!text.empty()) found.push_back({"Yours: " + program.title, Verdict::said, text + "."});
    }
    return found;
}

}  // namespace

std::vector<Finding> choose_models(const Results& results) {
    std::vector<Finding> found = in_situations(results);
    for (Finding& finding : standing(results)) found.push_back(std::move(finding));
    return found;
}

}  // namespace models
