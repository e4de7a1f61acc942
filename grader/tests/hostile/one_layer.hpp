// Every layer is proved by turning the others off: what is said to stop an attack stops it alone, and without
// all that is said to stop it, the attack is seen to win.
#pragma once

#include <string>

#include "attack.hpp"

namespace grader::hostile {

/// A test for each layer that the attack names, and one for none of them.
void register_tests_of_layers(const Attack& attack);

/// "only Landlock": how such a test is recorded.
inline std::string with_only(const std::string& layer) {
    return "only " + layer;
}
inline constexpr const char* with_none = "none of its layers";

}  // namespace grader::hostile
