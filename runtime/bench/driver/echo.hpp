// Echo servers side by side: all of them stay up while short windows of load go round, each round beginning
// with another one. So whatever disturbs the machine for seconds disturbs all of them alike.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cores.hpp"
#include "peers.hpp"
#include "scenario.hpp"
#include "statistics.hpp"

namespace bench {

struct Window {
    int round;
    double trips_per_second;
    double p50_us;
    double p99_us;
    double max_us;
    double server_cpu_us;  ///< CPU time of the server per round trip
    double server_busy;    ///< CPU time of the server per time: 1 is one core
    double client_busy;
    double others_busy;  ///< what anybody else, the hypervisor included, took of the cores in use, in the
                         ///< same unit
};

/// A server in a comparison. Ours may be there twice, with one worker and with more.
struct Contestant {
    const Peer* peer;
    unsigned workers;
    std::string label;
    std::vector<Window> windows;
    std::string failure;  ///< why it has no more windows; empty: it has all

    /// One member of each window, as in samples(&Window::p99_us).
    [[nodiscard]] Samples samples(double Window::*member) const;
};

struct Comparison {
    Scenario scenario;
    std::vector<Contestant> contestants;

    /// Nothing if it did not take part.
    [[nodiscard]] const Contestant* find(const std::string& key, unsigned workers) const;
};

/// Told what is done next, for people who wait.
using Progress = std::function<void(const std::string&)>;

Comparison compare_echo(const Scenario& scenario, const Pace& pace, const Roster& roster, const Cores& cores,
                        const Progress& progress);

}  // namespace bench
