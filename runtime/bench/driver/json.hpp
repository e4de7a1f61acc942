// The whole run as a JSON document: machine, versions, every window.
#pragma once

#include <nlohmann/json.hpp>

#include "results.hpp"

namespace bench {

nlohmann::json to_json(const Results& results);

}  // namespace bench
