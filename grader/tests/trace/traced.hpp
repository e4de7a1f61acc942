// A traced program under a warden, and what its trace and its output say so far.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <nlohmann/json.hpp>

#include <mutex>
#include <string>
#include <vector>

#include "arena/process.hpp"
#include "evidence/trace/event_log.hpp"

namespace grader {

/// A trace of all pattern_calls(), as the checks want it.
TraceSpec following_all(std::vector<FaultRule> faults = {});

class Traced {
 public:
    /// Starts the tiny program of that name (traced_program.cpp).
    explicit Traced(const std::string& program, const TraceSpec& trace = following_all());

    /// Sends a command to the warden; those and signals arrive in the order in which they were sent.
    void tell(const nlohmann::json& command);
    /// Ends the program's await_go().
    void hold(const HoldPoints& points) { tell({{"do", "hold"}, {"points", points}}); }
    void go() { process_.signal(SIGUSR1); }
    void signal(int number) { process_.signal(number); }

    /// Waits until the program has printed this; false if it has ended without, or does not come to it.
    bool prints(const std::string& text);
    /// Waits until `condition` holds, which may look at log() and output().
    bool waits_until(const std::function<bool()>& condition);
    /// Waits for the program's end; everything it printed.
    std::string ends();

    [[nodiscard]] std::string output() const { return process_.standard_output(); }
    [[nodiscard]] EventLog log() const;
    /// The finished ones of these calls, in order.
    [[nodiscard]] std::vector<Event> calls(Call call) const;
    /// The warden's answer to "held" or "calls-in-flight".
    nlohmann::json ask(const std::string& what);
    /// The same of a question with more to it.
    nlohmann::json ask_with(nlohmann::json question);
    [[nodiscard]] std::optional<Exit> exit() const { return process_.exit(); }

 private:
    mutable std::mutex mutex_;  // guards what the process's thread adds
    std::vector<Event> events_;
    std::map<int, nlohmann::json> answers_;
    int questions_ = 0;
    Process process_;  // last: its thread uses all of the above
};

/// Fixture of the tests that need ptrace and a seccomp filter: skips where one is refused, with the reason.
class WithTracer : public testing::Test {
 protected:
    void SetUp() override;
};

/// A rule that makes calls fail.
FaultRule failing(std::vector<Call> calls, int every, int error, int at_most = -1);
/// A rule that lets calls go ahead with fewer bytes.
FaultRule cutting(std::vector<Call> calls, int every, std::size_t cut_to);

}  // namespace grader
