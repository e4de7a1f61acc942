// The same server without the attack.
#pragma once

#include "attack.hpp"
#include "mode.hpp"
#include "outcome.hpp"

namespace grader::hostile {

/// Its points for the same checks on the same kind of machine. Graded once, and remembered in the build
/// directory for as long as the grader, the server and the course are the same. Throws if the pair, too,
/// leaves something behind.
double points_of_pair(const Attack& attack, const Mode& mode, const Circumstances& circumstances);

}  // namespace grader::hostile
