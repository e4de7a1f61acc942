// Stays with the program from its launch to the end of all that it has made: keeps it within its bounds,
// hands its stops to the tracer, and obeys the grader. One thread.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <vector>

#include "arena/exit.hpp"
#include "base/channel.hpp"
#include "base/unique_fd.hpp"
#include "evidence/trace/tracer.hpp"
#include "warden/bounds.hpp"
#include "warden/launch.hpp"
#include "warden/protocol.hpp"

namespace grader {

class Supervisor {
 public:
    /// Launches the program. Throws std::system_error.
    Supervisor(const to_warden::Launch& launch, Channel& channel);

    /// Returns when the program has ended, has to be ended, or the channel has.
    void supervise();
    /// Until nothing is left of it.
    void end_all();
    [[nodiscard]] Exit how_it_ended() const;

 private:
    void handle_children();
    [[nodiscard]] from_warden::Message obey(const to_warden::Command& command);
    void hand_over();
    [[nodiscard]] std::vector<pid_t> processes() const;

    const to_warden::Launch& launch_;
    Channel& channel_;
    UniqueFd child_signals_;
    Bounds bounds_;
    LaunchedProgram program_;
    std::unique_ptr<Tracer> tracer_;
    bool is_handed_over_ = false;
    std::optional<int> status_;  // of the program, as waitpid(2) gave it
};

}  // namespace grader
