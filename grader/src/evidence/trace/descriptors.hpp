// What a program's descriptors are, asked of /proc at the time of a call. A socket's inode number is its
// identity: duplicates share it, and it is not used again soon, unlike the descriptor's number.
#pragma once

#include <sys/types.h>

#include <map>
#include <set>

#include "evidence/trace/event.hpp"

namespace grader {

class Descriptors {
 public:
    /// Describes descriptor `number` of process `pid` as it is now.
    Descriptor describe(pid_t pid, int number);
    /// listen() succeeded on it.
    void note_listener(const Descriptor& descriptor);
    /// accept() returned it: describes it as a connection, with the client's port.
    Descriptor note_connection(pid_t pid, int number);

 private:
    std::set<std::uint64_t> listeners_;
    std::map<std::uint64_t, int> connections_;  // inode → the client's port
};

}  // namespace grader
