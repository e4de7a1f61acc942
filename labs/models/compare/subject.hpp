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
    std::string path;
    bool one_at_a_time = false;  ///< serves a second client only when the first has left
    bool worker_each = false;    ///< needs as many workers as there are connections
};

class Subject {
 public:
    /// Starts the server on these cores; `before` is put in front of its command line: a
    /// program that becomes the server, as strace -D does. Throws
    /// std::runtime_error if it does not say where it listens.
    Subject(const Program& program, std::size_t connections, const std::vector<int>& cores,
            const std::vector<std::string>& before = {});

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Of the server and its children, so far.
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const;
    [[nodiscard]] std::size_t threads() const;
    [[nodiscard]] std::size_t processes() const;
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
