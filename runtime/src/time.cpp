#include "rt/time.hpp"

#include "rt/runtime_core.hpp"

namespace rt {

Instant now() {
    return detail::current_runtime().clock.now();
}

bool detail::SleepAwaiter::poll() {
    RuntimeCore& runtime = current_runtime();
    if (gives_up() || runtime.clock.now() >= deadline_) return true;
    if (!entry_.was_added() && runtime.timers.add(entry_, *this_context.task, deadline_))
        runtime.reactor.interrupt();
    return false;
}

}  // namespace rt
