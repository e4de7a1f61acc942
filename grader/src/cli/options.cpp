#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

namespace grader {

namespace {

constexpr const char* statuses =
    "Exit status: 0 all checks passed, 1 some failed, 2 the submission could not be built or started,\n"
    "             3 inconclusive or machine unfit, 64 wrong usage.";

}  // namespace

Parsed parse_command_line(int argc, char** argv) {
    Command command;
    GradeOptions& options = command.grade;
    if (const char* root = std::getenv("IO_LABS_ROOT")) options.root = root;

    CLI::App app("Grades the echo servers of the I/O models labs.", "./lab");
    app.require_subcommand(1);
    app.footer(statuses);
    app.add_option("--root", options.root, "the course repository (rubrics, provided headers)")
        ->type_name("DIR");

    CLI::App* grade =
        app.add_subcommand("grade", "Build a submission, run its server, and explain what it does");
    grade->footer(statuses);
    grade
        ->add_option("submission", options.submission,
                     "directory that holds lab4/ or lab5/ (or a clone whose starter/ does); default: this "
                     "repository's starter/")
        ->type_name("SUBMISSION");
    grade->add_option("--lab", options.lab, "grade only this lab")->type_name("N")->check(CLI::Range(1, 99));
    grade
        ->add_option("--check", options.checks,
                     "run only checks whose name matches, like '*Echo*'; may be repeated")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    grade->add_option("--repeat", options.repeat, "run each check N times; the worst verdict counts")
        ->type_name("N")
        ->check(CLI::Range(1, 10'000));
    grade->add_option("--json", options.json, "write the result document to FILE, early and after each check")
        ->type_name("FILE");
    grade->add_flag("--keep", options.keep,
                    "keep the built server, to run it yourself; the report says where");
    grade->add_flag("--verbose", options.verbose, "explain every failure in full, however many there are");
    grade->add_flag("--progress", options.plain_progress,
                    "a line for each finished check even when not on a terminal");

    CLI::App* doctor =
        app.add_subcommand("doctor", "Say what this machine allows, and what that means for verdicts");
    doctor->footer(statuses);

    Parsed parsed;
    try {
        app.parse(argc, argv);
        if (doctor->parsed()) command.verb = Command::Verb::doctor;
        parsed.command = command;
    } catch (const CLI::Success& help) {
        parsed.exit_status = app.exit(help);
    } catch (const CLI::ParseError& error) {
        std::cerr << "io-labs: " << error.what() << "; `./lab grade --help` lists the options\n";
        parsed.exit_status = exit_usage;
    }
    return parsed;
}

}  // namespace grader
