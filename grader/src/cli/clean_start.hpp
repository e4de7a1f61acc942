// What a process inherits from whoever starts it must not decide how its work goes: a variable that keeps
// GoogleTest from running some tests, ended children that nobody reports because SIGCHLD is ignored, files
// that nobody can read because of a mask, a standard output that is a server's socket because descriptor 1
// was closed. All of it is set to what is usual, in one place, before anything else; all that the grader
// starts then inherits that.
#pragma once

namespace grader {

/// First thing in main(). Starts the program once more, if something was different that counts from its very
/// first step on (environment, stack, address space). Throws std::system_error.
///
/// Kept, because somebody meant it: ignored SIGHUP, SIGINT and SIGQUIT (nohup(1), background jobs), nice
/// value and CPUs (nice(1), taskset(1), Slurm), hard limits, the mask for the user's own files.
void start_clean(char** arguments);

}  // namespace grader
