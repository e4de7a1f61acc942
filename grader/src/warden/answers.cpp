#include "warden/answers.hpp"

#include <signal.h>
#include <unistd.h>

#include <type_traits>
#include <variant>

#include "evidence/proc/look.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

namespace {

using namespace from_warden;
using namespace to_warden;

struct ByProgram {
    pid_t program;

    Done operator()(const Signal& order) const {
        ::kill(program, order.number);
        return {};
    }
    /// The supervisor's own matter: it has been done.
    Done operator()(const HandOver& /*order*/) const { return {}; }
    Looked operator()(const Look& order) const {
        return {take_snapshot(all_processes(::getpid(), program), order.parts)};
    }
};

struct ByTracer {
    pid_t program;
    Tracer& tracer;

    Done operator()(const Mark& order) const { return tracer.mark(order.label), Done(); }
    Done operator()(const Hold& order) const { return tracer.hold_at(order.points), Done(); }
    Done operator()(const ReleaseAll& /*order*/) const { return tracer.release_held(), Done(); }
    Done operator()(const Release& order) const { return tracer.release(order.thread), Done(); }
    Done operator()(const TakeStack& order) const { return tracer.interrupt_for_stack(order.thread), Done(); }
    Held operator()(const TellHeld& /*order*/) const { return {tracer.held()}; }
    InFlight operator()(const TellInFlight& /*order*/) const { return {tracer.calls_in_flight()}; }
    Tasks operator()(const TellTasks& /*order*/) const { return {tracer.tasks(program)}; }
};

}  // namespace

Message answer(const Command& command, pid_t program, Tracer* tracer) {
    const auto obey = [&](const auto& order) -> Message::Kinds {
        using Order = std::decay_t<decltype(order)>;
        if constexpr (std::is_invocable_v<ByProgram, Order>)
            return ByProgram{program}(order);
        else
            return tracer != nullptr ? ByTracer{program, *tracer}(order) : typename Order::Answer();
    };
    return {command.id, std::visit(obey, command.what)};
}

}  // namespace grader
