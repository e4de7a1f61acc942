// A child process whose threads sleep in calls the test knows: one in read() of a pipe, one in accept4(), one
// in recvfrom() of a connection, and the first one in rt_sigtimedwait() (which is sigwait).
#pragma once

#include <sys/types.h>

#include "evidence/proc/snapshot.hpp"

namespace grader {

class Sleeper {
 public:
    Sleeper();
    ~Sleeper();  // ends the child and waits for it
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] int port() const { return port_; }                ///< where it listens
    [[nodiscard]] int client_port() const { return client_port_; }  ///< of the client it serves
    [[nodiscard]] int pipe_end() const { return pipe_end_; }  ///< the descriptor that its reader sleeps on
    [[nodiscard]] int listener() const { return listener_; }
    [[nodiscard]] int connection() const { return connection_; }

    /// Looks again and again until all four threads sleep in their calls; the last look, if that takes too
    /// long.
    [[nodiscard]] Snapshot asleep() const;
    /// Whether this machine shows what a thread sleeps in (proc(5) demands the right to trace it).
    [[nodiscard]] bool calls_can_be_seen() const;

 private:
    pid_t pid_ = -1;
    int port_ = 0;
    int client_port_ = 0;
    int pipe_end_ = -1;
    int listener_ = -1;
    int connection_ = -1;
    int client_ = -1;
};

}  // namespace grader
