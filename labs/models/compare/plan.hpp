// What is asked of the servers, and how often.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "results.hpp"

namespace models {

struct Plan {
    int rounds;
    std::chrono::milliseconds window;
    std::vector<Scenario> scenarios;
    std::size_t calls_up_to;  ///< connections with which system calls are counted
    std::size_t one_talks_calls_up_to;
};

/// `connection_limit`: as many as descriptors allow; scenarios with more are left out.
Plan make_plan(bool quick, std::size_t connection_limit);

/// These alone, as often as there is time for within some seconds.
Plan plan_of(std::vector<Scenario> scenarios, std::size_t connection_limit);

/// Messages a second in the open loop: the same for all servers, and well below what they can do, so that the
/// latency is the server's and not that of a queue.
double messages_per_second(const Scenario& scenario);

}  // namespace models
