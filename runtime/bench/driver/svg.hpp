// The comparisons as a picture: for each scenario, throughput relative to the reference, with its middle
// half.
#pragma once

#include <string>

#include "results.hpp"

namespace bench {

std::string to_svg(const Results& results);

}  // namespace bench
