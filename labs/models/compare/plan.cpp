#include "plan.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace models {

using namespace std::chrono_literals;

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
    std::erase_if(plan.scenarios, [connection_limit](const Scenario& scenario) {
        return scenario.connections > connection_limit;
    });
    return plan;
}

double messages_per_second(const Scenario& scenario) {
    return scenario.active == 1 ? 500 : 2'000;
}

}  // namespace models
