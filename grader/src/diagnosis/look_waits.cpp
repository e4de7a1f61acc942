// In which calls threads sleep at the moment of the failure.
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/calls.hpp"
#include "base/labs.hpp"
#include "diagnosis/facts_of_look.hpp"

namespace grader {

namespace {

bool has_flag(const Event& call, std::uint64_t flag) {
    const int place = about(call.call).flags;
    return place >= 0 && static_cast<std::size_t>(place) < call.arguments.size() &&
           (call.arguments[static_cast<std::size_t>(place)] & flag) != 0;
}

bool sleeps_on_a_connection(const Event& call) {
    for (const Descriptor* used : {read_from(call), written_to(call)}) {
        if (is_connection(used) && !used->nonblocking && !has_flag(call, MSG_DONTWAIT)) return true;
    }
    return false;
}

/// In pthread_mutex_lock() or the like. To join a thread, or to wait for a condition, is no wait for a lock:
/// "pthread_cond_clockwait" has a clock.
bool waits_for_a_lock(const Event& call) {
    if (about(call.call).waits != Waits::for_threads) return false;
    const auto is = [&](std::string_view word) {
        return std::any_of(call.stack.begin(), call.stack.end(), [&](const Frame& frame) {
            return frame.function.find(word) != std::string::npos;
        });
    };
    if (is("pthread_cond_")) return false;
    return is("mutex_lock") || is("mutex_timedlock") || is("mutex_clocklock") || is("lll_lock") ||
           is("rwlock") || is("mutex::lock") || is("spin_lock");
}

/// A call that lasts, but for the one that waits for the next client.
bool may_keep_a_lock(const Event& call) {
    const CallRow& row = about(call.call);
    const bool waits_for_clients =
        std::any_of(call.waited.begin(), call.waited.end(),
                    [](const Descriptor& descriptor) { return descriptor.kind == DescriptorKind::listener; });
    return !waits_for_clients && (is_connection(read_from(call)) || is_connection(written_to(call)) ||
                                  row.waits == Waits::for_a_time || row.waits == Waits::for_a_disk ||
                                  row.waits == Waits::for_descriptors);
}

}  // namespace

void find_waits(const CloseLook& look, Facts& facts) {
    const auto waits = std::find_if(look.in_flight.begin(), look.in_flight.end(), waits_for_a_lock);
    for (const Event& call : look.in_flight) {
        // Who waits for the next client waits for nobody that is there.
        if (accepts(call.call)) continue;
        if (is_connection(read_from(call)) && has_flag(call, MSG_WAITALL))
            facts.push_back(fact_of_call(FactKind::waits_for_all, name_of(call.call), look, call));
        if (waits != look.in_flight.end() && may_keep_a_lock(call))
            facts.push_back(fact_of_call(FactKind::sleeps_while_others_wait, name_of(call.call), look, call));
        if (!properties_of(look.lab).has_threads() && sleeps_on_a_connection(call))
            facts.push_back(fact_of_call(FactKind::blocking_socket, name_of(call.call), look, call));
        facts.push_back(fact_of_call(FactKind::asleep, name_of(call.call), look, call));
    }
}

}  // namespace grader
