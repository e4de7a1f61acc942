// Who runs where. With one worker, the server has a core of its own and the client another; with more, all of
// them share as many cores as there are workers.
#pragma once

#include <sched.h>

#include <vector>

namespace bench {

struct Cores {
    std::vector<int> server;  ///< the core of a server with one worker
    std::vector<int> client;  ///< another one, if there is one
    std::vector<int> shared;  ///< those of a server with more workers, and of the client beside it
};

/// Chooses among the cores this process may use; of two hardware threads of one core only the first, if there
/// are enough others.
Cores choose_cores(unsigned workers);

/// Restricts this thread, and what it starts from now on, to these cores. Throws std::system_error.
void run_on(const std::vector<int>& cores);

}  // namespace bench
