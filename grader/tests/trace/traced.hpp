// A traced program under a warden, and what its trace and its output say so far.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evidence/observed_program.hpp"

namespace grader {

/// A trace of all pattern_calls(), as the checks want it.
TraceSpec following_all(std::vector<FaultRule> faults = {});

class Traced : public ObservedProgram {
 public:
    /// Starts the tiny program of that name (traced_program.cpp).
    explicit Traced(const std::string& program, const TraceSpec& trace = following_all());

    /// Ends the program's await_go().
    void go() { process().signal(SIGUSR1); }
    void signal(int number) { process().signal(number); }

    /// Waits until the program has printed this; false if it has ended without, or does not come to it.
    bool prints(const std::string& text);
    /// Waits until `condition` holds, which may look at log() and output().
    bool waits_until(const std::function<bool()>& condition);
    /// Waits for the program's end; everything it printed.
    std::string ends();

    [[nodiscard]] std::string output() const { return process().standard_output(); }
    /// The finished ones of these calls, in order.
    [[nodiscard]] std::vector<Event> calls(Call call);
    [[nodiscard]] std::optional<Exit> exit() const { return process().exit(); }
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
