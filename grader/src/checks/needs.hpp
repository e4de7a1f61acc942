// What the checks ask of the machine. A right server, however generous with threads and descriptors, must
// find that much; where the machine has less, a failure proves nothing against it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "arena/bounds.hpp"
#include "checks/catalogue.hpp"

namespace grader {

/// How many of so many clients there are descriptors and ports for, here and in the server.
std::size_t fitting_clients(std::size_t wanted, const std::vector<Bound>& bounds);

/// With fewer a check that wants so many clients says nothing.
std::size_t fewest_of(std::size_t clients);

/// What a check of this lab with this demand needs, where it takes as many clients as fit.
std::vector<Need> needs_of(int lab, const Demand& demand, const std::vector<Bound>& bounds);
/// The same of the check of this name; there must be one.
std::vector<Need> needs_of(int lab, const std::string& check, const std::vector<Bound>& bounds);

/// What a compiler needs, with a sanitizer, too.
std::vector<Need> needs_of_building();

}  // namespace grader
