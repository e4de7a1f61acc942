// The user's umask is for the user's files. What the grader makes for itself and for the programs that it
// launches must be readable to them, whatever the user keeps to himself.
#pragma once

#include <sys/types.h>

namespace grader {

/// Gives this process the mask 022 and remembers the one that it had. At the start, while there is a single
/// thread.
void set_users_mask_aside();

/// What the user does not want others to do with his files: open(2) them with a mode of `0666 &
/// ~users_mask()`. 0 if nothing was set aside: then the process's own mask holds.
mode_t users_mask();

}  // namespace grader
