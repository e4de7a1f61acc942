#include "traced.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/calls.hpp"

namespace grader {

namespace {

constexpr std::chrono::seconds deadline(30);  // only a program that hangs ever waits that long

LaunchSpec launch(const std::string& program, const TraceSpec& trace) {
    LaunchSpec spec;
    spec.command = {TRACED_PROGRAM, program};
    spec.traced = spec.may_execute = true;
    spec.trace = trace;
    return spec;
}

/// Why nothing can be traced here; empty if it can. Found out by tracing a program that does nothing.
const std::string& refusal() {
    static const std::string reason = [] {
        Process process(launch("nothing", following_all()));
        const auto exit = process.wait_for_exit(deadline);
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
    : process_(launch(program, trace), [this](const nlohmann::json& message) {
          const std::lock_guard lock(mutex_);
          if (message.at("is") == "event") events_.push_back(message.at("event").get<Event>());
          if (message.contains("id")) answers_[message.at("id").get<int>()] = message;
      }) {}

void Traced::tell(const nlohmann::json& command) {
    process_.send(command);
}

bool Traced::waits_until(const std::function<bool()>& condition) {
    process_.wait_until(deadline, [&] { return condition() || process_.exit(); });
    return condition();
}

bool Traced::prints(const std::string& text) {
    return waits_until([&] { return output().find(text) != std::string::npos; });
}

std::string Traced::ends() {
    process_.wait_for_output_end(deadline);
    return output();
}

EventLog Traced::log() const {
    const std::lock_guard lock(mutex_);
    return EventLog(events_);
}

std::vector<Event> Traced::calls(Call call) const {
    return log().all([&](const Event& event) { return event.is_call() && event.call == call; });
}

nlohmann::json Traced::ask(const std::string& what) {
    return ask_with({{"do", what}});
}

nlohmann::json Traced::ask_with(nlohmann::json question) {
    const int id = ++questions_;
    question["id"] = id;
    tell(question);
    nlohmann::json answer;
    waits_until([&] {
        const std::lock_guard lock(mutex_);
        const auto found = answers_.find(id);
        if (found != answers_.end()) answer = found->second;
        return !answer.is_null();
    });
    return answer;
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
