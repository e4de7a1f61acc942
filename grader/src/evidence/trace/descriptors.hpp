// What a program's descriptors are, asked of /proc at the time of a call. A socket's inode number is its
// identity: duplicates share it, and it is not used again soon, unlike the descriptor's number.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "evidence/proc/tcp_table.hpp"
#include "evidence/trace/event.hpp"

namespace grader {

class Descriptors {
 public:
    /// Describes descriptor `number` of thread `tid` as it is now. A thread may have a table of its own
    /// (clone(2), CLONE_FILES), and may live on when the first of its process has ended.
    Descriptor describe(pid_t tid, int number);
    /// listen() succeeded on it.
    void note_listener(const Descriptor& descriptor);
    /// accept() returned it: describes it as a connection, with the client's port.
    /// Connections inherit the listener's receive time-out.
    Descriptor note_connection(pid_t process, pid_t tid, int number, const Descriptor& listener);
    /// Sockets that were there before anybody looked.
    void note_sockets(const std::vector<TcpSocket>& sockets);
    /// SO_RCVTIMEO was set: nanoseconds, 0 = none.
    void note_receive_timeout(const Descriptor& descriptor, std::int64_t ns);
    /// Of a blocking socket, nanoseconds; -1 = it waits for ever.
    [[nodiscard]] std::int64_t receive_timeout(const Descriptor& descriptor) const;

 private:
    std::set<std::uint64_t> listeners_;
    std::map<std::uint64_t, int> connections_;                // inode → the client's port
    std::map<std::uint64_t, std::int64_t> receive_timeouts_;  // inode → nanoseconds
};

}  // namespace grader
