// Whom the runtime is measured against, and which of them are here.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bench {

struct Peer {
    std::string key;     ///< for the command line and the JSON document
    std::string label;   ///< for people
    std::string server;  ///< the echo server's program
    std::string micro;   ///< the program of its micro figures, or empty
    /// The echo server's source, where the time to compile it is of interest; else empty.
    std::string source;
    std::string package;  ///< what to install if it is missing
    bool keeps_buffer;    ///< an idle connection keeps a buffer of its own
};

/// All peers, ours first.
const std::vector<Peer>& all_peers();

struct Absent {
    const Peer* peer;
    std::string reason;
};

struct Roster {
    std::vector<const Peer*> present;
    std::vector<Absent> absent;
    std::filesystem::path programs;  ///< the directory of all programs
    std::shared_ptr<const Peer> against{};
};

/// Those of `wanted` (keys; empty: all) whose programs are beside this one; and behind ours the runtime that
/// was built in the directory `against`, if there is one. Throws std::runtime_error for a key that nobody
/// has, and where no runtime is.
Roster call_roster(const std::vector<std::string>& wanted, const std::filesystem::path& against);

}  // namespace bench
