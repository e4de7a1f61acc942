#include "predict/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace grader {

namespace {

constexpr int exit_wrong_usage = 64;

int complain(const std::string& what, const PredictOptions& options) {
    std::cerr << "lab: " << what << "; `./lab " << (options.situations.empty() ? "predict" : "choose")
              << " --help` lists the options\n";
    return exit_wrong_usage;
}

void add_place(CLI::App& app, const std::string& name, Place& place) {
    app.add_option("--" + name, place.path)->group("");
    app.add_option("--" + name + "-source", place.source)->group("");
    app.add_option("--" + name + "-absent", place.absent)->group("");
}

}  // namespace

ParsedPredict parse_predict(int argc, char** argv) {
    PredictOptions options;
    std::vector<std::string> guesses;
    // What people read is help_of_predict in lab.d/help.sh.
    CLI::App app("Asks a lab's questions, and measures", "./lab predict");
    app.add_flag("--measure", options.measure, "ask nothing: measure, beside the guesses that are kept");
    app.add_flag("--list", options.list,
                 "list the questions, their parts and your guesses, and do nothing else");
    app.add_flag("--again", options.again, "ask, too, what was guessed already");
    app.add_option("--only", options.only, "only these questions, as in --only 2,5")
        ->type_name("N")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--guess", guesses, "a guess, without being asked: 3=2, '2b=8 MiB', 1a=read")
        ->type_name("N=TEXT")
        ->allow_extra_args(false);
    app.add_option("--answers", options.answers, "the file with the answers (default: answers.toml)")
        ->type_name("FILE");
    app.add_flag("--json", options.json, "print guesses, figures and evidence as JSON");
    app.add_option("--lab", options.lab)->group("");
    app.add_option("--questions", options.questions)->group("");
    app.add_option("--on-the-worker", options.on_the_worker)->group("");
    app.add_option("--tasks", options.tasks_script)->group("");
    add_place(app, "own", options.own);
    add_place(app, "reference", options.reference);
    add_place(app, "lab4", options.lab4);
    add_place(app, "lab4-reference", options.lab4_reference);
    app.add_option("--situations", options.situations)->group("");
    app.add_option("--compare", options.compare)->group("");
    app.add_flag("--quick", options.quick)->group("");
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help();
        return {std::nullopt, 0};
    } catch (const CLI::ParseError& error) {
        const std::vector<std::string> extra = app.remaining(true);
        return {
            std::nullopt,
            complain(extra.empty() ? error.what() : fmt::format("there is no use for \"{}\"", extra.front()),
                     options)};
    }
    for (const std::string& guess : guesses) {
        const std::size_t sign = guess.find('=');
        if (sign == std::string::npos || sign == 0)
            return {std::nullopt,
                    complain(fmt::format("--guess takes N=TEXT, as in 3=2, not \"{}\"", guess), options)};
        options.guesses.emplace_back(guess.substr(0, sign), guess.substr(sign + 1));
    }
    if (options.list && options.measure)
        return {std::nullopt, complain("--list only lists, and --measure measures: choose one", options)};
    return {std::move(options), 0};
}

}  // namespace grader
