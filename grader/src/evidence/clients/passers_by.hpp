// Many short connections: clients that come, do a few round trips, every byte of which is verified, and
// leave. Whenever one has gone the next one comes, so that a server accepts and cleans up at the same time.
#pragma once

#include <cstddef>
#include <optional>

#include "evidence/clients/client_error.hpp"
#include "evidence/clients/endpoint.hpp"
#include "evidence/clients/patience.hpp"

namespace grader {

struct PassersBy {
    Endpoint server;
    Patience patience;
    std::size_t clients = 1;
    std::size_t at_once = 1;  ///< so many are connected, and no more
    std::size_t round_trips = 1;
    std::size_t message_bytes = 64;
    bool reset =
        false;  ///< they leave with a reset; else with a half-close, and wait until the server closes
};

struct Passed {
    std::size_t round_trips = 0;
    std::optional<ClientError> first_failure;
};

/// Until all have gone, or one has waited in vain. A client that gets into other trouble is out, and the
/// others go on. How the server closes is nothing to them. Throws std::system_error for what is not the
/// server's doing.
Passed pass_by(const PassersBy& plan);

}  // namespace grader
