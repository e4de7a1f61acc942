#include "warden/answers.hpp"

#include <signal.h>
#include <unistd.h>

#include "evidence/proc/look.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

using from_warden::Done;

from_warden::Message Answers::to(const to_warden::Command& command) {
    return {command.id,
            std::visit([this](const auto& order) -> from_warden::Message::Kinds { return (*this)(order); },
                       command.what)};
}

Done Answers::operator()(const to_warden::Signal& order) {
    ::kill(program_, order.number);
    return {};
}

from_warden::Looked Answers::operator()(const to_warden::Look& order) {
    return {take_snapshot(all_processes(::getpid(), program_), order.parts)};
}

Done Answers::operator()(const to_warden::Mark& order) {
    if (tracer_ != nullptr) tracer_->mark(order.label);
    return {};
}

Done Answers::operator()(const to_warden::Hold& order) {
    if (tracer_ != nullptr) tracer_->hold_at(order.points);
    return {};
}

Done Answers::operator()(const to_warden::ReleaseAll& /*order*/) {
    if (tracer_ != nullptr) tracer_->release_held();
    return {};
}

Done Answers::operator()(const to_warden::Release& order) {
    if (tracer_ != nullptr) tracer_->release(order.thread);
    return {};
}

from_warden::Held Answers::operator()(const to_warden::TellHeld& /*order*/) {
    return {tracer_ != nullptr ? tracer_->held() : std::vector<pid_t>{}};
}

from_warden::InFlight Answers::operator()(const to_warden::TellInFlight& /*order*/) {
    return {tracer_ != nullptr ? tracer_->calls_in_flight() : std::vector<Event>{}};
}

Done Answers::operator()(const to_warden::TakeStack& order) {
    if (tracer_ != nullptr) tracer_->interrupt_for_stack(order.thread);
    return {};
}

}  // namespace grader
