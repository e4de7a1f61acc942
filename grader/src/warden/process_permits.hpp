// Who makes a process asks the warden first (seccomp_unotify(2)), and waits for the answer: a fork bomb grows
// no faster than it is counted. Threads are made without asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/unique_fd.hpp"

namespace grader {

class ProcessPermits {
 public:
    /// Before the program's process is made. Throws std::system_error.
    ProcessPermits();

    /// In the program's process: where the requests will come, to the warden. Throws std::system_error.
    void send(UniqueFd listener) const;
    /// In the warden, once the program has its side: so that its end is heard.
    void close_side_of_program() { side_of_program_.reset(); }

    /// To be polled for POLLIN: requests, and before them `send`'s message. -1: nobody will ask.
    [[nodiscard]] int fd() const { return listener_ ? listener_.get() : side_of_warden_.get(); }
    /// When there is something to read: whether a process waits for grant().
    bool somebody_asks();
    /// Lets it make the process that it asked for.
    void grant();

 private:
    void receive_listener();

    UniqueFd side_of_warden_;
    UniqueFd side_of_program_;
    UniqueFd listener_;
    // A later kernel's messages may be longer than those that we know.
    std::vector<std::uint64_t> request_;
    std::vector<std::uint64_t> response_;
};

}  // namespace grader
