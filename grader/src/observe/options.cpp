#include "observe/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <utility>

namespace grader {

namespace {

constexpr int exit_wrong_usage = 64;

constexpr const char* examples =
    "Scenarios of --trace:\n"
    "  talk     two clients come, talk in turns, and leave (without a word: this one)\n"
    "  silent   the first of two clients says nothing, the second one talks\n"
    "  burst    three clients say something at the same time\n"
    "\n"
    "Examples:\n"
    "  ./lab observe 4                              your server of lab 4, on the live screen\n"
    "  ./lab observe epoll_edge --once              a model of labs/models, as text\n"
    "  ./lab observe --trace 5                      the calls that your lab 5 makes for two clients\n"
    "  ./lab observe -- python3 -m http.server 8000 any program that listens\n"
    "  ./lab observe --pid 4711 --port 6379         one that runs already\n"
    "\n"
    "Exit status: 0 it was observed, 3 it could not be, 64 wrong usage.";

int complain(const std::string& what) {
    std::cerr << "lab: " << what << "; `./lab observe --help` lists the options\n";
    return exit_wrong_usage;
}

/// What CLI11 makes of a word that is too much: the likeliest is a program without the "--".
std::string explained(const CLI::ParseError& error, const CLI::App& app) {
    const std::vector<std::string> extra = app.remaining(true);
    if (extra.empty()) return error.what();
    if (extra.front().size() > 1 && extra.front().front() == '-')
        return "there is no option " + extra.front();
    return fmt::format("\"{}\" is no lab and no model; a program goes behind --: ./lab observe -- {}",
                       extra.front(), fmt::join(extra, " "));
}

void set_scenario(Session::Options& session, const std::string& scenario) {
    session.clients = scenario == "burst" ? 3 : 2;
    session.turns = scenario == "burst" ? 0 : scenario == "silent" ? 2 : 1;
    session.bursts = scenario == "burst" ? 1 : 0;
    session.first_is_silent = scenario == "silent";
    session.returns = false;
    session.needs_trace = true;
}

}  // namespace

ParsedObserve parse_observe(int argc, char** argv) {
    ObserveOptions options;
    // What is behind "--" is the program's.
    int own = 1;
    while (own < argc && std::strcmp(argv[own], "--") != 0) ++own;
    const bool has_command = own < argc;
    for (int index = own + 1; index < argc; ++index) options.target.command.emplace_back(argv[index]);

    CLI::App app(
        "Runs a server, or attaches to one, and shows what it does: threads and what each sleeps in,\n"
        "sockets, system calls, memory, latency. It names the server's I/O model, or says that it is unsure.",
        "./lab observe [4|5|MODEL]");
    app.footer(examples);
    bool once = false;
    std::string trace;
    std::string name;
    std::string say;
    app.add_flag("--once", once, "no live screen: what it would show, as text");
    CLI::Option* json = app.add_option("--json", options.json_file,
                                       "the same as JSON, into FILE (without one: to standard output)")
                            ->type_name("FILE")
                            ->expected(0, 1);
    CLI::Option* traced =
        app.add_option("--trace", trace, "print the annotated trace of a scenario: talk, silent, burst")
            ->type_name("SCENARIO")
            ->expected(0, 1);
    CLI::Option* pid =
        app.add_option("--pid", options.target.process, "attach to this process and what it has made")
            ->type_name("N")
            ->check(CLI::Range(1, 1 << 22));
    app.add_option("--port", options.target.port, "where it listens, if that is at several ports")
        ->type_name("N")
        ->check(CLI::Range(1, 65'535));
    app.add_option("--clients", options.clients, "so many talk at first (default: 8)")
        ->type_name("N")
        ->check(CLI::Range(0, 1'000));
    app.add_option("--say", say, "what clients say, if a line of text is no good")->type_name("TEXT");
    app.add_option("--name", name)->group("");
    app.add_option("--tasks", options.tasks_script)->group("");
    try {
        app.parse(own, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help();
        return {std::nullopt, 0};
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, complain(explained(error, app))};
    }
    if (options.target.command.empty() && pid->count() == 0)
        return {std::nullopt,
                complain(has_command ? "the program behind -- is missing"
                                     : "what to observe? ./lab observe 4, a model, -- CMD, or --pid N")};
    if (!options.target.command.empty() && pid->count() != 0)
        return {std::nullopt, complain("--pid attaches to a process, and -- starts one: only one of them")};
    if (traced->count() + json->count() + (once ? 1 : 0) > 1)
        return {std::nullopt, complain("--once, --json and --trace are three ways to show it: choose one")};
    if (trace != "" && trace != "talk" && trace != "silent" && trace != "burst")
        return {std::nullopt,
                complain(fmt::format("there is no scenario \"{}\": talk, silent or burst", trace))};
    if (!say.empty()) options.session.message = say + "\r\n";
    if (once) options.form = ObserveOptions::Form::once;
    if (json->count() != 0) options.form = ObserveOptions::Form::json;
    if (traced->count() != 0) {
        options.form = ObserveOptions::Form::trace;
        set_scenario(options.session, trace);
    }
    const std::string word = options.target.command.empty()
                                 ? fmt::format("process {}", options.target.process)
                                 : std::filesystem::path(options.target.command.front()).filename().string();
    options.target.name = name.empty() ? word : name;
    return {std::move(options), 0};
}

}  // namespace grader
