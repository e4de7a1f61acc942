// The scenario by which a model is told: nobody is there; a few clients come and are silent; they talk, in
// turns and all at once; they are silent; they leave; one comes back.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "evidence/trace/event.hpp"
#include "observe/facts.hpp"
#include "observe/glance.hpp"
#include "observe/target.hpp"
#include "observe/visitor.hpp"
#include "observe/watch.hpp"

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
    [[nodiscard]] std::vector<Event> log() const;
    [[nodiscard]] const ClientPorts& ports() const { return all_ports_; }
    [[nodiscard]] const std::map<int, int>& process_of() const { return process_of_; }

 private:
    void trace();
    void mark(const std::string& name);
    std::size_t settle();
    ModelLook look();
    void exchange(Visitor& visitor, ModelFacts& facts, int number);
    void talk(ModelFacts& facts);
    void burst(ModelFacts& facts);
    void come_back(ModelFacts& facts);
    void measure_idle_cpu(ModelFacts& facts);

    Target& target_;
    Options options_;
    std::vector<Visitor> visitors_;
    std::vector<bool> answers_;  // of each visitor: whether something came back
    ClientPorts ports_;          // of those that are connected
    ClientPorts all_ports_;
    std::string untraced_;

    mutable std::mutex mutex_;
    std::vector<Event> events_;
    std::map<int, int> process_of_;
    bool lost_ = false;             // some, for want of room
    std::unique_ptr<Watch> watch_;  // last: its thread uses what is above
};

}  // namespace grader
