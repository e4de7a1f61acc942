#include "rt/time.hpp"
#include "rt/select.hpp"

#include "rt/runtime_core.hpp"

namespace rt {

Instant now() {
    return detail::current_runtime().clock.now();
}

namespace detail {

bool SleepAwaiter::poll() {
    gave_up_ = cancelled();
    if (!gave_up_ && !arm_deadline(entry_, deadline_)) return false;
    disarm_deadline(entry_);
    return true;
}

bool arm_deadline(TimerEntry& entry, Instant deadline) {
    RuntimeCore& runtime = current_runtime();
    if (runtime.clock.now() >= deadline) return true;
    if (!runtime.timers.holds(entry) && runtime.timers.add(entry, *this_context.task, deadline))
        runtime.reactor.interrupt();
    return false;
}

void disarm_deadline(TimerEntry& entry) {
    current_runtime().timers.remove(entry);
}

}  // namespace detail
}  // namespace rt
