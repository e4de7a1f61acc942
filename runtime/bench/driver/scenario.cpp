#include "scenario.hpp"

#include <fmt/format.h>

namespace bench {

std::string Scenario::title() const {
    std::string text = fmt::format("{} worker{}, {} connection{}, {} B", workers, workers == 1 ? "" : "s",
                                   connections, connections == 1 ? "" : "s", message_bytes);
    if (work_us > 0) text += fmt::format(", {} µs of work per message", work_us);
    return text;
}

std::string Scenario::key() const {
    std::string text = fmt::format("w{}-c{}-b{}", workers, connections, message_bytes);
    if (work_us > 0) text += fmt::format("-u{}", work_us);
    return text;
}

Plan make_plan(bool quick, unsigned workers, unsigned work_us) {
    using std::chrono::milliseconds;
    if (quick) {
        return {
            .scenarios = {{1, 0, 50, 64},
                          {1, 0, 1'000, 64},
                          {workers, 0, 50, 64},
                          {workers, work_us, 50, 64}},
            .pace = {
                .rounds = 5, .rounds_of_many = 3, .warm_up = milliseconds(40), .window = milliseconds(200)}};
    }
    Plan plan{
        .scenarios = {},
        .pace = {.rounds = 9, .rounds_of_many = 5, .warm_up = milliseconds(60), .window = milliseconds(300)}};
    for (const std::size_t bytes : {std::size_t{64}, std::size_t{4'096}})
        for (const std::size_t connections :
             {std::size_t{1}, std::size_t{50}, std::size_t{1'000}, most_connections})
            plan.scenarios.push_back({1, 0, connections, bytes});
    plan.scenarios.push_back({1, work_us, 50, 64});
    for (const std::size_t connections : {std::size_t{50}, std::size_t{1'000}, most_connections})
        plan.scenarios.push_back({workers, 0, connections, 64});
    plan.scenarios.push_back({workers, 0, 50, 4'096});
    for (const std::size_t connections : {std::size_t{50}, std::size_t{1'000}})
        plan.scenarios.push_back({workers, work_us, connections, 64});
    return plan;
}

}  // namespace bench
