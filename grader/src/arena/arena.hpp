// The arena: everything a run needs to launch programs that it does not trust. Made once, at the start of the
// run, while the process still has a single thread; it moves the grader itself into a private network where
// it can.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "arena/janitor.hpp"
#include "arena/launch.hpp"
#include "arena/layers.hpp"
#include "arena/scratch.hpp"

namespace grader {

class Arena {
 public:
    /// Probes the machine, makes the scratch directory and the cgroup, and enters a private network and file
    /// system where allowed. Launched programs see nothing of `hidden`, nor of the user's home. Throws
    /// std::system_error if not even a scratch directory can be made.
    explicit Arena(std::vector<std::filesystem::path> hidden = {});

    [[nodiscard]] const SandboxLayers& layers() const { return layers_; }
    [[nodiscard]] const Scratch& scratch() const { return *scratch_; }

    /// A launch with every layer that holds here; `writable` is a directory from Scratch::make_writable, or
    /// empty.
    [[nodiscard]] LaunchSpec launch(std::vector<std::string> command, const std::string& writable = "") const;

 private:
    SandboxLayers layers_;
    std::unique_ptr<Janitor> janitor_;
    std::unique_ptr<Scratch> scratch_;
    std::vector<std::string> system_files_;  ///< what launched programs see of the machine
};

}  // namespace grader
