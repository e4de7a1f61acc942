#include "plan.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace models {

using namespace std::chrono_literals;

namespace {

Plan without_what_is_too_much(Plan plan, std::size_t connection_limit) {
    std::erase_if(plan.scenarios, [connection_limit](const Scenario& scenario) {
        return scenario.connections > connection_limit;
    });
    return plan;
}

}  // namespace

Plan make_plan(bool quick, std::size_t connection_limit) {
    const Scenario computing{.connections = 100, .active = 100, .work_us = 20, .all_cores = true};
    const Scenario delayed{.connections = 100, .active = 100, .delay_ms = 20};
    Plan plan{
        .rounds = 5, .window = 300ms, .scenarios = {}, .calls_up_to = 100, .one_talks_calls_up_to = 100};
    if (quick) {
        plan = {.rounds = 3, .window = 80ms, .scenarios = {}, .calls_up_to = 100, .one_talks_calls_up_to = 0};
        plan.scenarios = {{1, 1}, {100, 100}, {10, 1}, {1'000, 1}, computing};
    } else {
        for (const std::size_t connections : {1, 10, 100, 1'000, 10'000})
            plan.scenarios.push_back({connections, connections});
        for (const std::size_t connections : {10, 100, 1'000, 10'000})
            plan.scenarios.push_back({connections, 1});
        plan.scenarios.push_back(delayed);
        plan.scenarios.push_back(computing);
    }
    return without_what_is_too_much(std::move(plan), connection_limit);
}

Plan plan_of(std::vector<Scenario> scenarios, std::size_t connection_limit) {
    return without_what_is_too_much({.rounds = 2,
                                     .window = 200ms,
                                     .scenarios = std::move(scenarios),
                                     .calls_up_to = 0,
                                     .one_talks_calls_up_to = 0},
                                    connection_limit);
}

double messages_per_second(const Scenario& scenario) {
    const double usual = scenario.active == 1 ? 500 : 2'000;
    // One thread that is busy, or blocked, with each message can do no more than so many.
    const double busy_seconds = (scenario.work_us + scenario.block_us) / 1e6;
    return busy_seconds > 0 ? std::min(usual, 0.5 / busy_seconds) : usual;
}

}  // namespace models
