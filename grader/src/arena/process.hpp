// A launched program, seen from the grader: its warden's handle. The warden (a helper process) sandboxes,
// starts, traces and in the end kills the program; here are its output, its messages (warden/protocol.hpp)
// and its exit.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "arena/exit.hpp"
#include "arena/launch.hpp"

namespace grader {

namespace to_warden {
struct Launch;
struct Command;
}  // namespace to_warden
namespace from_warden {
struct Message;
}

class Process {
 public:
    using OnMessage = std::function<void(from_warden::Message)>;

    /// Launches. `on_message` gets every message of the warden other than the end, on a thread of this
    /// object's own. Throws std::system_error if no warden can be started; a program that can't be executed
    /// ends not_launched.
    explicit Process(const to_warden::Launch& launch, OnMessage on_message = {});
    /// The same of a program that is not traced.
    explicit Process(const LaunchSpec& spec, OnMessage on_message = {});
    /// Kills the program and all it started, and waits until nothing of it is left.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// The warden's process: the program is one of its descendants.
    [[nodiscard]] int warden() const;
    /// From now on nobody gets messages. When it returns nobody is being given one.
    void stop_telling();

    /// A command to the warden; false if it has gone. Thread-safe.
    bool send(const to_warden::Command& command);
    /// Sends a signal to the program itself (not to what it started). Thread-safe.
    void signal(int number);

    /// What it printed so far; of much the beginning, the end, and what sanitizers report (kept_output.hpp).
    /// Thread-safe.
    [[nodiscard]] std::string standard_output() const;
    [[nodiscard]] std::string standard_error() const;

    /// It printed so much that one of the two was closed. Thread-safe.
    [[nodiscard]] bool output_was_cut() const;

    /// Nothing while the program runs. Thread-safe.
    [[nodiscard]] std::optional<Exit> exit() const;
    // What follows throws OutOfTime where the thread's time is over first.
    std::optional<Exit> wait_for_exit(std::chrono::milliseconds limit);
    /// Until the program ended and its output has been read to the end.
    std::optional<Exit> wait_for_output_end(std::chrono::milliseconds limit);

    /// Waits until `condition` holds; it is asked after every output and exit, and every 20 ms. False when
    /// time is up.
    bool wait_until(std::chrono::milliseconds limit, const std::function<bool()>& condition);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace grader
