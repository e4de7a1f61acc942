// What a look at a running program through /proc has shown: its threads and what each sleeps in, descriptors,
// memory, and the TCP table. Taken by the warden (look.hpp); read by the checks. See proc(5).
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "base/json_fields.hpp"
#include "evidence/proc/tcp_table.hpp"

namespace grader {

/// By the letters of proc_pid_stat(5), of which there may be others.
enum class ThreadState : char {
    unknown = '?',
    running = 'R',  ///< or ready
    asleep = 'S',
    uninterruptible = 'D',
    stopped = 'T',
    traced = 't',  ///< stopped by the tracer
    zombie = 'Z',
    dead = 'X',
};

struct ThreadView {
    int tid = 0;
    int process = 0;  ///< whose it is: the program itself, or one that it has made
    std::string name;
    ThreadState state = ThreadState::unknown;
    Call call = Call::none;      ///< the one it is in; none when running or not to be seen
    int descriptor = -1;         ///< that call's first argument, if it is a descriptor
    std::uint64_t inode = 0;     ///< of the socket that descriptor is; 0 if it is none
    std::uint64_t switches = 0;  ///< context switches so far, voluntary and not
    std::uint64_t cpu_ns = 0;    ///< time on a CPU so far
    std::uint64_t ready_ns = 0;  ///< time in which it wanted a CPU and had none, so far
};

struct DescriptorView {
    int number = -1;
    std::string target;       ///< what its link in /proc/PID/fd says
    std::uint64_t inode = 0;  ///< of a socket
    int process = 0;          ///< whose it is
};

/// What an epoll watches, as the kernel says it in /proc/PID/fdinfo: proc_pid_fdinfo(5).
struct EpollView {
    int process = 0;
    int epoll = -1;           ///< its descriptor
    std::uint64_t inode = 0;  ///< of the watched file; a socket's is that of its TcpSocket
    std::uint32_t events =
        0;  ///< EPOLLIN, EPOLLET, …; one that was told of once (EPOLLONESHOT) has none left
};

struct Snapshot {
    std::int64_t time_ns = 0;         ///< CLOCK_MONOTONIC
    std::vector<ThreadView> threads;  ///< those that live; of a process that has ended, what is left
    std::vector<DescriptorView> descriptors;
    std::vector<EpollView> epolls;
    int processes = 0;   ///< living processes: the program and all that it has made
    std::string hidden;  ///< why descriptors and memory can't be seen: "Permission denied"; empty if they can
    std::uint64_t mappings = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t resident_bytes = 0;
    std::uint64_t anonymous_bytes = 0;  ///< touched heap, stacks and variables: no files; exact to the page
    std::vector<TcpSocket> sockets;

    [[nodiscard]] std::uint64_t cpu_ns() const;
    [[nodiscard]] std::uint64_t ready_ns() const;
    [[nodiscard]] std::uint64_t switches() const;
    [[nodiscard]] bool all_asleep() const;
    /// Some thread wants to run, and none has run. (How long it has wanted to is in /proc only when it runs.)
    [[nodiscard]] bool was_kept_from_running_since(const Snapshot& before) const;
    /// Of the process that has most.
    [[nodiscard]] std::size_t most_threads_of_a_process() const;
    /// The socket with which the program serves the client on that port; nullptr if it has none (any more).
    [[nodiscard]] const TcpSocket* serving(int client_port) const;
    /// What epolls are told of the socket that serves the client on that port, all of them together; nothing
    /// if none watches it.
    [[nodiscard]] std::optional<std::uint32_t> epoll_events(int client_port) const;
    /// The program's listening socket. Where its descriptors were not looked at, any that listens.
    [[nodiscard]] const TcpSocket* listener() const;
    /// All of them.
    [[nodiscard]] std::vector<TcpSocket> listeners() const;
};

IO_LABS_JSON(ThreadState)
IO_LABS_JSON(ThreadView)
IO_LABS_JSON(DescriptorView)
IO_LABS_JSON(EpollView)
IO_LABS_JSON(Snapshot)

/// Which parts to look at. Threads cost about 40 µs each; sockets some milliseconds, however few there are:
/// the kernel goes through all of its hash table, which is as large as the machine's memory suggests.
struct SnapshotParts {
    bool threads = true;
    bool calls = true;  ///< with the threads: what each sleeps in
    bool descriptors = true;
    bool memory = true;
    bool sockets = true;
    bool epolls = false;  ///< with the descriptors: a line for each that is watched
};

IO_LABS_JSON(SnapshotParts)

/// For looks that are taken again and again.
SnapshotParts only_threads();
SnapshotParts all_but_sockets();

}  // namespace grader
