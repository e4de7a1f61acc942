// Traces running processes on a thread of its own, which the kernel asks for: only who has seized a thread
// may wait for its stops. When that thread ends, they go on untraced.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "evidence/trace/event.hpp"

namespace grader {

class Watch {
 public:
    /// On the tracer's thread; at the end those calls, too, that have not returned.
    using Take = std::function<void(const Event&)>;

    /// Throws std::system_error if ptrace is refused. SIGCHLD must be blocked in all threads.
    /// `before_exec`: see Tracer::watch().
    Watch(const std::vector<pid_t>& processes, Take take, bool before_exec = false);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

 private:
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

}  // namespace grader
