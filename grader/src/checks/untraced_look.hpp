// The same server without a tracer: eight clients that are silent, seen through /proc. A server can notice
// that it is traced, and behave as long as it is. What it waits in when nobody traces it must be what it
// waits in when somebody does. Where nothing can be traced, this look is all there is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/explain.hpp"
#include "checks/subject.hpp"
#include "evidence/proc/snapshot.hpp"

namespace grader {

/// Several looks at a server whose clients are connected and silent.
struct UntracedLook {
    std::vector<Snapshot> looks;  ///< empty if the server did not get that far
    std::vector<int> ports;       ///< of the clients
    ClientNames names;
    std::optional<std::string> unrest;  ///< "60 awakenings in 0.25 s"
};

/// Starts a server of its own, and ends it. Never throws: a server that does not serve shows nothing.
UntracedLook take_untraced_look(const Subject& subject, std::size_t clients,
                                const std::vector<std::string>& arguments);

/// What such looks show that no server of this lab may do while its clients are silent; nothing of a right
/// one, and where the kernel does not tell in which calls threads sleep.
std::optional<std::string> waits_wrongly(int lab, const std::vector<Snapshot>& looks,
                                         const std::vector<int>& ports, const ClientNames& names);

}  // namespace grader
