// For debuggers: where the runtimes of a process are, and so all their tasks. gdb/tasks.py begins here.
#pragma once

#include "rt/detail/link.hpp"

namespace rt::detail {

class RuntimeCore;

/// A runtime is in the list for as long as it lives.
class LiveRuntime : public Link {
 public:
    explicit LiveRuntime(RuntimeCore& core);
    ~LiveRuntime();
    LiveRuntime(const LiveRuntime&) = delete;
    LiveRuntime& operator=(const LiveRuntime&) = delete;

    RuntimeCore& runtime;
};

}  // namespace rt::detail
