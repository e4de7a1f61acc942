// How many system calls a round trip costs a server: counted by strace.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "subject.hpp"

namespace models {

/// Calls for each round trip, with so many connections open, of which `active` talk. Nothing if strace is
/// missing or may not trace, or the server does not run under it.
std::optional<double> count_calls(const Program& program, std::size_t connections, std::size_t active,
                                  const std::vector<int>& cores);

}  // namespace models
