#include "traced.hpp"

#include <chrono>

#include "base/calls.hpp"

namespace grader {

namespace {

constexpr std::chrono::seconds patience(30);  // only a program that hangs ever waits that long

to_warden::Launch launch(const std::string& program, const TraceSpec& trace) {
    LaunchSpec spec;
    spec.command = {TRACED_PROGRAM, program};
    spec.may_execute = true;
    return {spec, trace};
}

/// Why nothing can be traced here; empty if it can. Found out by tracing a program that does nothing.
const std::string& refusal() {
    static const std::string reason = [] {
        Process process(launch("nothing", following_all()));
        const auto exit = process.wait_for_exit(patience);
        return exit && exit->kind == Exit::Kind::not_launched ? exit->message : std::string();
    }();
    return reason;
}

}  // namespace

TraceSpec following_all(std::vector<FaultRule> faults) {
    TraceSpec trace;
    trace.calls = pattern_calls();
    trace.faults = std::move(faults);
    return trace;
}

Traced::Traced(const std::string& program, const TraceSpec& trace)
    : ObservedProgram(launch(program, trace), patience) {}

bool Traced::waits_until(const std::function<bool()>& condition) {
    process().wait_until(deadline(), [&] { return condition() || process().exit(); });
    return condition();
}

bool Traced::prints(const std::string& text) {
    return waits_until([&] { return output().find(text) != std::string::npos; });
}

std::string Traced::ends() {
    process().wait_for_output_end(deadline());
    return output();
}

std::vector<Event> Traced::calls(Call call) {
    return log().all([&](const Event& event) { return event.is_call() && event.call == call; });
}

void WithTracer::SetUp() {
    if (!refusal().empty()) GTEST_SKIP() << "tracing is refused on this machine: " << refusal();
}

FaultRule failing(std::vector<Call> calls, int every, int error, int at_most) {
    FaultRule rule;
    rule.calls = std::move(calls);
    rule.every = every;
    rule.error = error;
    rule.at_most = at_most;
    return rule;
}

FaultRule cutting(std::vector<Call> calls, int every, std::size_t cut_to) {
    FaultRule rule;
    rule.calls = std::move(calls);
    rule.every = every;
    rule.cut_to = cut_to;
    return rule;
}

}  // namespace grader
