// Options that a server sets: of its sockets, and of its listening.
#include <sys/socket.h>

#include <string>

#include "base/calls.hpp"
#include "diagnosis/facts_of_look.hpp"

namespace grader {

namespace {

bool sets(const Event& call, int option) {
    return call.call == Call::setsockopt && call.arguments.size() > 2 && call.arguments[1] == SOL_SOCKET &&
           call.arguments[2] == static_cast<std::uint64_t>(option) && call.result == 0;
}

}  // namespace

void find_options(const CloseLook& look, Facts& facts) {
    constexpr std::uint64_t few = 4;
    for (const Event& call : look.log.events()) {
        if (sets(call, SO_LINGER) && call.values.size() > 1 && call.values[0] != 0 && call.values[1] == 0)
            facts.push_back(fact_of_call(FactKind::lingers_zero, "", look, call));
        if (call.call == Call::listen && call.result == 0 && call.arguments.size() > 1 &&
            call.arguments[1] <= few)
            facts.push_back(
                fact_of_call(FactKind::small_backlog, std::to_string(call.arguments[1]), look, call));
    }
}

}  // namespace grader
