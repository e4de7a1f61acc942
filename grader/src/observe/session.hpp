// The scenario by which a model is told: nobody is there; a few clients come and are silent; they talk, in
// turns and all at once; they are silent; they leave; one comes back.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "evidence/trace/event.hpp"
#include "observe/facts.hpp"
#include "observe/glance.hpp"
#include "observe/scene.hpp"
#include "observe/target.hpp"
#include "observe/visitor.hpp"

namespace grader {

class Session {
 public:
    struct Options {
        int clients = 6;
        int turns = 3;   ///< messages of each client, one client after the other
        int bursts = 4;  ///< messages of each, all at once
        bool traced = true;
        bool first_is_silent = false;  ///< client 1 never says anything
        bool returns = true;           ///< one comes back at the end
        bool needs_trace = false;      ///< without one there is nothing to show
        std::string message = "io-labs observes\r\n";
    };

    /// Lets the target go, and waits until it listens. Throws std::runtime_error.
    Session(Target& target, Options options);

    /// Plays it. `step` is told what comes next.
    ModelFacts play(const std::function<void(const std::string&)>& step);

    /// All calls so far, with a mark before each step.
    [[nodiscard]] std::vector<Event> log() const { return scene_.log(); }
    [[nodiscard]] const ClientPorts& ports() const { return scene_.ports(); }
    [[nodiscard]] const std::map<int, int>& process_of() const { return scene_.process_of(); }

 private:
    void trace();
    void exchange(Visitor& visitor, ModelFacts& facts, int number);
    void talk(ModelFacts& facts);
    void burst(ModelFacts& facts);
    void come_back(ModelFacts& facts);
    void measure_idle_cpu(ModelFacts& facts);

    Scene scene_;
    Options options_;
    std::vector<bool> answers_;  // of each visitor: whether something came back
};

}  // namespace grader
