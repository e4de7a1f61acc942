#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace bench {

bool Options::has_part(const std::string& part) const {
    return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end();
}

std::optional<Options> parse_command_line(int argc, char* argv[], int& status) {
    constexpr int exit_usage = 64;
    Options options;
    CLI::App app(
        "Measures the runtime beside its peers on this machine. About ten minutes; --quick: about one.");
    app.add_flag("--quick", options.quick, "fewer scenarios, shorter windows");
    app.add_option("--json", options.json, "write the document with every window to this file");
    app.add_option("--svg", options.svg, "draw the echo servers' throughput into this file");
    app.add_option("--peers", options.peers, "only these, as in rt,epoll,tokio")->delimiter(',');
    app.add_option("--against", options.against,
                   "another build's directory runtime/bench: its runtime as one more peer")
        ->check(CLI::ExistingDirectory);
    app.add_option("--parts", options.parts, "only these: echo, micro, memory, compile")
        ->delimiter(',')
        ->check(CLI::IsMember({"echo", "micro", "memory", "compile"}));
    app.add_option("--only", options.only, "only scenarios with these keys (see --list)")->delimiter(',');
    app.add_option("--rounds", options.rounds, "windows of each server in each scenario")
        ->check(CLI::Range(1, 1000));
    app.add_option("--window-ms", options.window_ms, "length of a window")->check(CLI::Range(10, 60'000));
    app.add_option("--workers", options.workers, "workers in the scenarios with more than one")
        ->check(CLI::Range(2, 1024))
        ->capture_default_str();
    app.add_option("--work-us", options.work_us, "CPU work per message, where there is some, in microseconds")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    app.add_flag("--list", options.list, "list peers and scenarios, and measure nothing");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        status = app.exit(error) == 0 ? 0 : exit_usage;
        return std::nullopt;
    }
    return options;
}

}  // namespace bench
