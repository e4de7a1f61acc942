// Clients that are killed, and what that does to who writes to them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace grader {

/// A client that is a process of its own: it sends and never reads, until nothing is taken any more. It goes
/// when this process does, or this object.
class DeafProcess {
 public:
    /// Waits until nothing is taken any more. Throws std::system_error.
    DeafProcess(const std::string& address, std::uint16_t port);
    ~DeafProcess();
    DeafProcess(const DeafProcess&) = delete;
    DeafProcess& operator=(const DeafProcess&) = delete;

    [[nodiscard]] int port() const { return port_; }
    /// SIGKILL, and its end.
    void kill();

 private:
    pid_t process_ = -1;
    int port_ = 0;
};

/// A process that ignores no signal writes to a client until that one is gone, and goes on writing.
struct NakedWriter {
    std::vector<std::int64_t> results;  ///< of its calls after the client had gone; negative: -errno
    int signal = 0;                     ///< that ended it; 0: none did
};
NakedWriter write_without_protection();

}  // namespace grader
