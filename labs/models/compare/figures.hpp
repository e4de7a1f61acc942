// How findings speak of figures, and put servers in order by them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results.hpp"

namespace models {

/// Three digits of any figure: "12,300", "45.6", "0.08".
std::string figure(double value);
/// Of a count: "10", "1,000".
std::string number(std::size_t count);

struct Place {
    const Program* program;
    double value;
};

/// The best first.
void put_in_order(std::vector<Place>& places, bool more_is_better);
/// Who was measured there.
std::vector<Place> ranking(const Results& results, const std::string& scenario, Quantity quantity);

/// The two halves of find() (findings.hpp).
std::vector<Finding> check_claims(const Results& results);
std::vector<Finding> choose_models(const Results& results);

}  // namespace models
