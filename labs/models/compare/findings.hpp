// What the figures say: the reading's claims, checked; which model fits which situation here; and where the
// user's own servers stand.
#pragma once

#include "results.hpp"

namespace models {

/// Fills claims and choices of `results` from its rows.
void find(Results& results);

}  // namespace models
