// The layers of the sandbox by the names that the grader's reports use, and which of them `machine_without`
// can take away.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace grader::hostile {

bool is_layer(const std::string& name);

/// What machine_without has to refuse so that the layer is missing; empty where no machine is without it
/// (resource limits, bounds in the grader's own code).
std::string refusal_of(const std::string& layer);

/// All that machine_without can refuse.
const std::vector<std::string>& all_refusals();

/// For each of the layers what has to be refused.
std::set<std::string> refusals_of(const std::vector<std::string>& layers);

}  // namespace grader::hostile
