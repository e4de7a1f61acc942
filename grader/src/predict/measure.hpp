// How each question of the two labs is answered: by a server that is run, looked at, and ended.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "predict/guess.hpp"
#include "predict/question.hpp"
#include "predict/trial.hpp"

namespace grader {

struct Measured {
    std::map<std::string, Finding> findings;  ///< by the parts' ids
    std::vector<std::string> evidence;        ///< lines, as they were seen
};

struct Servers {
    ServerProgram server;               ///< that the questions are about
    std::optional<ServerProgram> lab4;  ///< to be laid beside Lab 5's
    std::string on_the_worker;          ///< a server that does on its worker what it should not
    std::string tasks_script;           ///< for gdb; empty: there is none
};

/// Throws NotMeasured.
Measured measure(const Question& question, const Servers& servers);

// By their numbers, lab by lab.
Measured measure_lab4(int number, const Servers& servers);
Measured measure_lab5(int number, const Servers& servers);

// What both labs ask.

/// What came of 100 silent clients.
struct Crowded {
    double threads_before = 0, threads = 0;
    double virtual_before = 0, virtual_bytes = 0;
    double resident_before = 0, resident_bytes = 0;
    std::vector<std::string> doing;
};
Crowded with_silent_clients(const ServerProgram& server, const std::vector<std::string>& options);
std::vector<std::string> crowd_told(const std::string& name, const Crowded& seen);

/// What a round trip costs: calls by name, and the last one of several as a trace.
struct RoundTrip {
    double calls = 0;
    std::map<std::string, double> by_name;
    std::string added_key;  ///< of calls that move no bytes the most frequent: key_of(); "" if there are none
    std::vector<std::string> trace;
};
RoundTrip round_trip(const ServerProgram& server, const std::vector<std::string>& options);
std::string calls_told(const std::map<std::string, double>& by_name);

}  // namespace grader
