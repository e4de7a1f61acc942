// Going before what else wants the cores, where this user may (root, usually), so that a machine with other
// users still gives usable figures. It favours the client and all servers alike.
#pragma once

#include <functional>

namespace bench {

/// Runs `whole_program` in a process and a session of its own and returns its status, to end with. Of its
/// own, because the kernel's priorities count within a session, and those of whole sessions against each
/// other (autogroups, sched(7)); so it takes a session that can be given priority without giving it to the
/// user's shell. When this process ends, by Ctrl-C for example, the other one does.
int with_priority(const std::function<int()>& whole_program);

/// The nice value of this process.
int priority();

}  // namespace bench
