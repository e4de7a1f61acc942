// gdb, on a server that stands still (ObservedProgram::hand_over): our child, which has the terminal until it
// ends. It sees what we see: the scratch directory, the private network, and the server with its number here.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/limbo.hpp"

namespace grader {

struct DebuggerJob {
    HandedOver server;
    unsigned user = 0;                           ///< as whom it runs; 0: as we do
    std::filesystem::path program;               ///< the server's; empty: gdb finds it
    std::filesystem::path scratch;               ///< where a file for gdb may be written
    std::vector<std::filesystem::path> sources;  ///< directories with lab4/… in them, best first
    std::filesystem::path provided;              ///< the headers that the program knows as /provided
    std::vector<std::filesystem::path> scripts;  ///< for gdb, which lists threads and tasks
    std::vector<std::string> overview;           ///< commands that say where the server is
    std::vector<std::string> commands;           ///< of the user's …
    bool leaves = false;                         ///< … after which gdb ends; else a person goes on
};

/// The program; empty if it is not installed.
[[nodiscard]] std::filesystem::path find_gdb();

/// Whether gdb may look into a process, and as whom.
struct Permission {
    unsigned user = 0;      ///< 0: as we do
    std::string complaint;  ///< why not, and the way out; empty if it may
};

/// `user` is the process's, if that is another one than ours: root may look into it as such only with a
/// capability that containers don't give.
[[nodiscard]] Permission permission_to_attach(int process, unsigned user);

/// Returns when gdb has ended, however. Throws std::system_error.
void run_debugger(const std::filesystem::path& gdb, const DebuggerJob& job);

}  // namespace grader
