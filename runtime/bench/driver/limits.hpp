// How many connections there can be.
#pragma once

#include <cstddef>

namespace bench {

/// Raises the soft limit of descriptors to the hard one and returns how many connections that allows: each
/// takes one here and one in the server. Throws std::system_error.
std::size_t raise_connection_limit();

}  // namespace bench
