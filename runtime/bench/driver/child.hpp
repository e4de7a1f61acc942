// A program that is run and ended by its process id: a server that stays up, a micro program, a compiler.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "unique_fd.hpp"

namespace bench {

class Child {
 public:
    /// Starts `command[0]` on these cores, with its output coming here. It gets SIGKILL when this process
    /// ends in whatever way. Throws std::system_error. The caller must not have other threads.
    /// `quiet`: what it says on standard error is nobody's concern.
    Child(const std::vector<std::string>& command, const std::vector<int>& cores, bool quiet = false);
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    /// Kills it if it still runs, and waits for its end.
    ~Child();

    /// The next line of its output; nothing at the end of it or when the time is over.
    std::optional<std::string> read_line(std::chrono::milliseconds patience);

    struct End {
        bool succeeded;
        std::chrono::duration<double> cpu;  ///< used by it and by what it waited for
    };
    /// Waits for it to end by itself, and kills it when it has not done so in time. Lines not read by then
    /// are lost.
    End wait(std::chrono::milliseconds patience);

    /// CPU time of all its threads so far, to the nanosecond.
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const;
    /// Its private memory, in bytes. Exact, unlike the kernel's running counts in /proc/PID/status.
    [[nodiscard]] std::size_t anonymous_bytes() const;
    [[nodiscard]] bool running();
    [[nodiscard]] int pid() const { return pid_; }

 private:
    int pid_ = -1;  // -1: it has been waited for
    UniqueFd output_;
    std::string unread_;
};

}  // namespace bench
