// The live screen (curses(3)): shows views, takes keys. The terminal is as it was when run() returns or
// throws, and when a signal ends this program.
#pragma once

#include <functional>
#include <string>

#include "observe/crowd.hpp"
#include "observe/viewer.hpp"

namespace grader {

struct ScreenExtras {
    /// The tasks of a server on the course's runtime; empty: it has none. Takes a second, in which it stands
    /// still.
    std::function<std::string()> tasks;
};

/// Until the user quits or the server ends; returns why, empty for the user.
std::string run_screen(Viewer& viewer, Crowd& crowd, const ScreenExtras& extras);

}  // namespace grader
