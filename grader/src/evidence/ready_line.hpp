// The ready line, and what to say of a server that has printed none, another one, or one that is not true.
#pragma once

#include <optional>
#include <string>

#include "evidence/clients/endpoint.hpp"

namespace grader {

struct ReadyLine {
    Endpoint endpoint;
    std::string port_text;  ///< as it was printed, which may be no port at all
};

/// The first ready line in what was printed so far.
std::optional<ReadyLine> find_ready_line(const std::string& output);

/// A server that runs, and has not printed its ready line.
struct NoReadyLine {
    std::string output;    ///< standard output so far
    std::string errors;    ///< standard error so far
    std::string how_long;  ///< " within 8 s", ", and every thread is asleep"
    bool listens = false;
};

/// What it printed instead and what was wanted, if it printed something; what may keep the line back if not.
std::string describe(const NoReadyLine& what);

/// A ready line that names another port than the one at which the server listens.
std::string describe_wrong_port(const ReadyLine& line, int listens_at);

}  // namespace grader
