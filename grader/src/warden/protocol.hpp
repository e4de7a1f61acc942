// What the grader and a warden say to each other. The first message is to_warden::Launch; then come the
// grader's commands and the warden's messages, each way in their order. Commands are obeyed one
// after another, and each is answered: who has the answer knows that the command has had its effect, and has
// got every event that came before. The end of the channel is the order to kill everything and go; the
// warden's last message is `Ended`. On the channel they are JSON objects, one a line (base/channel.hpp).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "arena/exit.hpp"
#include "arena/launch.hpp"
#include "base/json_fields.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event.hpp"
#include "evidence/trace/tasks.hpp"
#include "evidence/trace/trace_spec.hpp"

namespace grader {

namespace from_warden {

/// The program is about to run.
struct Started {
    static constexpr const char* name = "started";
    pid_t process = 0;
};

/// The tracer saw something.
struct Observed {
    static constexpr const char* name = "observed";
    Event event;
};

/// A signal was about to end the program, and a debugger is to see it: it stands still, with nobody who
/// traces it, and everything as it was. As far as checks go it has ended: `Ended` follows at once.
struct Fell {
    static constexpr const char* name = "fell";
    pid_t thread = 0;  ///< the one that would have been ended
};

/// Nothing is left of the program.
struct Ended {
    static constexpr const char* name = "ended";
    Exit exit;
};

// Answers.

struct Done {
    static constexpr const char* name = "done";
};

/// Nothing if the program is gone.
struct Looked {
    static constexpr const char* name = "looked";
    std::optional<Snapshot> snapshot;
};

/// Threads that are stopped where to_warden::Hold told to.
struct Held {
    static constexpr const char* name = "held";
    std::vector<pid_t> threads;
};

struct InFlight {
    static constexpr const char* name = "in-flight";
    std::vector<Event> calls;
};

struct Tasks {
    static constexpr const char* name = "tasks";
    TaskList list;
};

struct Message {
    using Kinds = std::variant<Started, Observed, Fell, Ended, Done, Looked, Held, InFlight, Tasks>;
    int id = 0;  ///< of the command that it answers
    Kinds what;
};

IO_LABS_JSON(Message)

}  // namespace from_warden

namespace to_warden {

/// What to launch, and what of it to watch.
struct Launch {
    LaunchSpec program;
    std::optional<TraceSpec> trace = std::nullopt;  ///< nothing: its calls are not traced

    /// Whether there is a tracer, which stops each new process of the program.
    [[nodiscard]] bool has_tracer() const { return trace || program.attach; }
};

IO_LABS_JSON(Launch)

/// To the program itself, not to what it started.
struct Signal {
    static constexpr const char* name = "signal";
    using Answer = from_warden::Done;
    int number = 0;
};

struct Look {
    static constexpr const char* name = "look";
    using Answer = from_warden::Looked;
    SnapshotParts parts;
};

/// To a debugger: who has the answer knows that the program stands still, and that nobody traces it. From
/// then on it has no bounds.
struct HandOver {
    static constexpr const char* name = "hand-over";
    using Answer = from_warden::Done;
};

// The rest is for the tracer; without one, nothing happens.

/// Between what was seen before and what comes after.
struct Mark {
    static constexpr const char* name = "mark";
    using Answer = from_warden::Done;
    std::string label;
};

/// From now on, each thread that comes to one of these points …
struct Hold {
    static constexpr const char* name = "hold";
    using Answer = from_warden::Done;
    HoldPoints points;
};

/// … until this, for good: nothing is recorded from then on.
struct ReleaseAll {
    static constexpr const char* name = "release-all";
    using Answer = from_warden::Done;
};

struct Release {
    static constexpr const char* name = "release";
    using Answer = from_warden::Done;
    pid_t thread = 0;
};

struct TellHeld {
    static constexpr const char* name = "tell-held";
    using Answer = from_warden::Held;
};

struct TellInFlight {
    static constexpr const char* name = "tell-in-flight";
    using Answer = from_warden::InFlight;
};

/// The call in which the thread sleeps is to come with its stack, and to be made again.
struct TakeStack {
    static constexpr const char* name = "take-stack";
    using Answer = from_warden::Done;
    pid_t thread = 0;
};

/// Of the runtime, if the program has one.
struct TellTasks {
    static constexpr const char* name = "tell-tasks";
    using Answer = from_warden::Tasks;
};

struct Command {
    using Kinds = std::variant<Signal, Look, HandOver, Mark, Hold, ReleaseAll, Release, TellHeld,
                               TellInFlight, TakeStack, TellTasks>;
    int id = 0;  ///< 0: nobody waits for the answer
    Kinds what;
};

IO_LABS_JSON(Command)

}  // namespace to_warden

}  // namespace grader
