// Whether a server that has not answered one client answers others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/subject.hpp"
#include "evidence/clients/client.hpp"

namespace grader {

/// All send this, and wait until one has got something, a single byte at least, or all have been turned away.
/// The patience is the first one's.
bool one_gets_something(const std::vector<Client*>& clients, std::string_view message);

/// Starts it anew several times at once, each time with another option, and has some clients send something
/// at the same time. Nothing if none of them gets a single byte back; else when one does, as it is said
/// behind what went wrong: ". With --max-connections 12 something comes back".
std::optional<std::string> when_answered(const Subject& subject);

}  // namespace grader
