// What this process asks of the kernel for itself and the servers it starts.
#pragma once

#include <cstddef>

namespace bench {

/// Raises the soft limit of descriptors to the hard one and returns how many connections that allows: each
/// takes one here and one in the server. Throws std::system_error.
std::size_t raise_connection_limit();

/// Goes before what else wants the cores, if this user may (root, usually), so that a machine with other
/// users still gives usable figures. All servers and the client alike. Returns the nice value from now on.
int raise_priority();

}  // namespace bench
