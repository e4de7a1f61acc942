// COMPARE_PAGE comes from CMakeLists.txt: the directory with the parts of the page.
#include "options.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace models {

namespace {

/// "connections,active,work_us,block_us,all_cores"
Scenario situation_of(const std::string& text) {
    std::istringstream parts(text);
    char comma = 0;
    Scenario scenario{};
    parts >> scenario.connections >> comma >> scenario.active >> comma >> scenario.work_us >> comma >>
        scenario.block_us >> comma >> scenario.all_cores;
    if (!parts || scenario.active == 0 || scenario.active > scenario.connections)
        throw CLI::ValidationError("--situation",
                                   "takes CONNECTIONS,ACTIVE,WORK_US,BLOCK_US,ALL_CORES, not " + text);
    return scenario;
}

}  // namespace

std::optional<Options> parse_command_line(int argc, char* argv[], int& status) {
    Options options;
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    options.out = here;
    options.places.models = here;
    options.page_parts = COMPARE_PAGE;
    options.work_library = here / "libcompare-work.so";

    CLI::App app("Measures I/O models beside each other");
    app.name("./lab compare");
    app.add_option("SERVER", options.names,
                   "only these: lab4, lab5, models, programs with the labs' command line");
    app.add_flag("--quick", options.quick, "fewer scenarios, shorter windows: under 90 seconds");
    app.add_flag("--scale", options.scale,
                 "instead: how long a call, a system call, a wake-up and a disk take");
    app.add_option("--label", options.label, "what this run is called, beside others");
    app.add_option("--against", options.against, "lay this run over another one that was kept (its JSON)");
    app.add_option("--show", options.show, "measure nothing: the page of a run that was kept");
    app.add_option("--out", options.out, "the directory for results");
    app.add_option("--lab4", options.places.lab4, "a server of Lab 4, and others to take instead")
        ->allow_extra_args(false)
        ->group("");
    app.add_option("--lab5", options.places.lab5, "the same for Lab 5")->allow_extra_args(false)->group("");
    std::vector<std::string> situations;
    app.add_option("--situation", situations)->allow_extra_args(false)->group("");
    try {
        app.parse(argc, argv);
        for (const std::string& situation : situations) options.situations.push_back(situation_of(situation));
    } catch (const CLI::ParseError& error) {
        constexpr int exit_usage = 64;
        status = app.exit(error) == 0 ? 0 : exit_usage;
        return std::nullopt;
    }
    return options;
}

}  // namespace models
