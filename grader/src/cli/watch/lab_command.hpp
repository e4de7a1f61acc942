// Another verb of `./lab`, in the foreground, on the same terminal.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/watch/screen.hpp"

namespace grader {

/// Gives it the terminal, says how it ended if it did not end well, and waits for a key, so that what it said
/// can be read. Ctrl-C ends it, and not us: that is taken from `signals`, a signalfd(2) of signals that are
/// blocked here. Returns the number of another one that came, else 0. Throws std::system_error.
int give_terminal_to(const std::filesystem::path& root, const std::vector<std::string>& words, Screen& screen,
                     int signals);

}  // namespace grader
