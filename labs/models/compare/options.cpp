// COMPARE_PAGE comes from CMakeLists.txt: the directory with the parts of the page.
#include "options.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace models {

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
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        constexpr int exit_usage = 64;
        status = app.exit(error) == 0 ? 0 : exit_usage;
        return std::nullopt;
    }
    return options;
}

}  // namespace models
