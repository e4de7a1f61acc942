// One server, one scenario, once: started, loaded, looked at, ended.
#pragma once

#include <filesystem>
#include <string>

#include "cores.hpp"
#include "plan.hpp"
#include "results.hpp"

namespace models {

struct Workplace {
    bench::Cores cores;
    std::filesystem::path work_library;  ///< work.c, built
};

/// Why this program is not measured in this scenario; empty: it is.
std::string why_not(const Program& program, const Scenario& scenario);

/// Adds a sample of this round to `row`. Throws when the server does not keep up its side.
void measure(Row& row, const Program& program, const Scenario& scenario, const Plan& plan,
             const Workplace& workplace, int round);

}  // namespace models
