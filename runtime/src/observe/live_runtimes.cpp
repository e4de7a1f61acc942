#include "observe/live_runtimes.hpp"

#include <mutex>

namespace rt::detail {

/// All of them. Not static: a debugger asks for it by this name.
constinit Link live_runtimes;

namespace {
constinit std::mutex mutex;  // guards the list
}

LiveRuntime::LiveRuntime(RuntimeCore& core) : runtime(core) {
    const std::lock_guard lock(mutex);
    append_to(live_runtimes);
}

LiveRuntime::~LiveRuntime() {
    const std::lock_guard lock(mutex);
    unlink();
}

}  // namespace rt::detail
