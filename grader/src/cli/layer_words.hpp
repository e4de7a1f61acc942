// The layers of the sandbox and the faculties of the observers, in a report's words.
#pragma once

#include <vector>

#include "arena/layers.hpp"
#include "result/document.hpp"

namespace grader {

/// For the report's footer and for `doctor`: those that do not hold say why, and what that means.
std::vector<Layer> describe_layers(const SandboxLayers& layers);

}  // namespace grader
