// The warden: a helper process that sandboxes one program, starts it, traces and observes it on request, and
// leaves nothing of it behind. The grader starts its own binary again with --warden; standard input is then a
// channel, on which a LaunchSpec comes first and commands after it. Commands: signal, snapshot, mark, faults,
// calls-in-flight. Messages: started, event, snapshot, calls-in-flight, ended. The end of the channel is the
// order to kill everything and go.
#pragma once

namespace grader {

/// If this process was started as a warden, does a warden's work and exits; otherwise returns at once.
/// Call it first in main().
void serve_if_warden(int argc, char** argv);

}  // namespace grader
