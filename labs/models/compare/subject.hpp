// One server under comparison: started, measured from outside, ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "child.hpp"

namespace models {

struct Program {
    std::string name;
    std::string path = {};
    std::string title = {};         ///< what people call it
    bool one_at_a_time = false;     ///< serves a second client only when the first has left
    bool worker_each = false;       ///< needs as many workers as there are connections
    bool worker_a_core = false;     ///< takes --workers, and has a use for one a core
    std::size_t most_clients = 0;   ///< 0: as many as come
    std::string why_no_more = {};   ///< of the line above
    bool can_be_given_work = true;  ///< its writes are calls of the C library
    bool is_own = false;            ///< the student's, or named by the user
    std::string absent = {};        ///< why it can't be measured here, and what helps; empty: it can
    std::string note = {};          ///< what one should know of it
};

/// How a server is started, beside what its Program says.
struct Launch {
    std::vector<std::string> before = {};   ///< a program that becomes the server, as strace -D and env do
    std::vector<std::string> options = {};  ///< of the server
    bool quiet = true;                      ///< without its standard error: a line of ours is there
};

class Subject {
 public:
    /// Starts the server on these cores, for so many connections. Throws std::runtime_error if it does not
    /// say where it listens.
    Subject(const Program& program, std::size_t connections, const std::vector<int>& cores,
            const Launch& launch = {});

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Of the server and its children, so far.
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const;
    [[nodiscard]] std::size_t threads() const;
    [[nodiscard]] std::size_t processes() const;
    /// Sockets that it has beside the one that listens; of its first process.
    [[nodiscard]] std::size_t descriptors_of_clients() const;
    /// Memory of its own that it has touched, in bytes.
    [[nodiscard]] std::size_t private_bytes() const;
    /// What the kernel holds for its threads and address spaces: stacks and page tables, in bytes.
    [[nodiscard]] std::size_t kernel_bytes() const;
    /// How often its threads have been taken off a processor, by waiting or by others, so far.
    [[nodiscard]] std::uint64_t context_switches() const;
    /// SIGTERM to the server, and waits for its end.
    /// True if it has ended by itself with status 0.
    bool terminate();
    /// The server, and its children.
    [[nodiscard]] std::vector<int> pids() const;

 private:
    bench::Child process_;
    std::uint16_t port_ = 0;
};

}  // namespace models
