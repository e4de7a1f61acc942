#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "base/environment.hpp"
#include "base/error.hpp"
#include "cli/labs.hpp"
#include "cli/usage.hpp"
#include "report/course_settings.hpp"
#include "report/formats.hpp"
#include "result/version.hpp"

namespace grader {

namespace {

constexpr const char* statuses =
    "Exit status: 0 all checks passed, 1 some failed, 2 the submission could not be built or started,\n"
    "             3 inconclusive or machine unfit, 64 wrong usage.";

/// A table of the formats, for help.
std::string formats_text() {
    std::string text = "Formats:\n";
    for (const ReportFormat& format : report_formats())
        text += fmt::format("  {:<20}{}\n", format.name, format.description);
    return text;
}

WantedReport split_report(const std::string& word) {
    const std::size_t sign = word.find('=');
    return {word.substr(0, sign), sign == std::string::npos ? "" : word.substr(sign + 1)};
}

/// What is wrong with the name of a format, for CLI11; nothing: "".
std::string complaint_about_format(const std::string& name) {
    try {
        (void)report_format(name);
        return {};
    } catch (const UserError& error) {
        return error.what();
    }
}

std::string complaint_about_report(const std::string& word) {
    const WantedReport report = split_report(word);
    const std::string complaint = complaint_about_format(report.format);
    if (!complaint.empty() || !report.file.empty()) return complaint;
    return fmt::format("{} lacks its file; write {}=FILE", word, report.format);
}

/// Of the name of a lab: "4", "lab4", "practice1".
CLI::Validator number_of_lab() {
    return CLI::Validator(
        [](std::string& name) {
            std::string complaint = complaint_about_lab(name);
            if (complaint.empty()) name = std::to_string(lab_number(name));
            return complaint;
        },
        "");
}

/// Takes the numbers of exercises out of words; gives back the others.
std::vector<std::string> take_numbers(const std::vector<std::string>& words, std::vector<int>& exercises) {
    std::vector<std::string> others;
    for (const std::string& word : words) {
        const std::string number = word.rfind("practice", 0) == 0 ? word.substr(8) : word;
        if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) {
            others.push_back(word);
            continue;
        }
        if (const std::string complaint = complaint_about_practice(number); !complaint.empty())
            throw UserError(complaint);
        exercises.push_back(std::stoi(number));
    }
    return others;
}

/// One exercise is a lab like another; of several, those are graded that are there.
void take_exercises(const std::vector<int>& exercises, GradeOptions& options) {
    if (exercises.empty()) return;
    if (options.lab) throw UserError("--lab and --practice: give one of them");
    if (options.with_bonus) throw UserError("--bonus goes with the labs, not with --practice");
    if (exercises.size() == 1) options.lab = first_practice + exercises.front();
    for (const int exercise : exercises) {
        if (exercises.size() > 1) options.practice.push_back(first_practice + exercise);
    }
}

/// Prints the only line of a wrong usage, and gives its status.
int complain(const std::string& what, const char* verb) {
    std::cerr << fmt::format("io-labs: {}{} `./lab {} --help` lists the options\n", what,
                             what.back() == '?' ? "" : ";", verb);
    return exit_usage;
}

}  // namespace

Parsed parse_command_line(int argc, char** argv) {
    Command command;
    GradeOptions& options = command.grade;
    if (const std::string root = variable("IO_LABS_ROOT"); !root.empty()) options.root = root;

    CLI::App app("Grades the echo servers of the I/O models labs.", "./lab");
    app.require_subcommand(1);
    app.footer(statuses);
    app.set_version_flag("--version", "io-labs-grader " + std::string(grader_version()));
    app.add_option("--root", options.root, "the course repository (rubrics, provided headers)")
        ->type_name("DIR");

    CLI::App* grade =
        app.add_subcommand("grade", "Build a submission, run its server, and explain what it does");
    CLI::App* practice = app.add_subcommand(
        "practice", "Grade the exercises of labs/practice/ that were begun, and list them all");
    std::vector<std::string> operands;
    std::vector<std::string> exercise;
    std::vector<int> exercises;
    int within = 0;
    std::vector<std::string> reports;
    grade->footer(statuses);
    grade
        ->add_option("submission", operands,
                     "directory, zip or tar archive that holds " + lab_directories() +
                         " (or a clone whose starter/ does); default: this repository's starter/")
        ->type_name("SUBMISSION");
    grade->add_option("--lab", options.lab, "grade only this lab")
        ->type_name("N")
        ->transform(number_of_lab());
    grade
        ->add_option(
            "--practice", exercises,
            "grade this exercise of labs/practice/ instead; may be repeated. Without it, no exercise "
            "is graded")
        ->type_name("N")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(complaint_about_practice);
    grade
        ->add_flag("--bonus", options.with_bonus,
                   "and the exercises that were begun, if the course counts them (practice=bonus in its "
                   "settings.conf)")
        ->disable_flag_override();
    const auto take_stages = [&options](CLI::App& verb) {
        verb.add_option("--stage", options.stages,
                        "only the checks of this stage of the handout, or of several: --stage A,B")
            ->type_name("STAGE")
            ->delimiter(',')
            ->allow_extra_args(false)
            ->check(complaint_about_nothing);
    };
    practice->footer(statuses);
    practice
        ->add_option(
            "exercise", exercise,
            "the number of an exercise, and the directory that holds practice1/ and so on, as for grade; "
            "default: those that were begun in this repository's starter/")
        ->type_name("[N] [SUBMISSION]");
    for (CLI::App* verb : {grade, practice}) {
        verb->add_option("--student", options.student,
                         "whose submission this is: the report says so instead of naming the directory, and "
                         "its commands are for that student's clone")
            ->type_name("NAME")
            ->check(complaint_about_nothing);
        verb->add_option("--commit", options.commit,
                         "grade this commit of the git repository SUBMISSION, whatever is checked out")
            ->type_name("COMMIT")
            ->check(complaint_about_nothing);
        verb->add_option(
                "--check", options.checks,
                "run only checks whose name matches, like '*Echo*'; may be repeated, and more patterns may "
                "follow, if they are not the name of a file: --check '*Echo*' '*Idle*'")
            ->type_name("GLOB")
            ->delimiter(',')
            ->allow_extra_args(false)
            ->check(complaint_about_nothing);
        take_stages(*verb);
        verb->add_option("--repeat", options.repeat, "run each check N times; the worst verdict counts")
            ->type_name("N")
            ->check(complaint_about_repeat);
        verb->add_option("--within", within,
                         "be done in this time, building and reports included, whatever the submission does: "
                         "checks for which no time is left are not run, and the report says so")
            ->type_name("SECONDS")
            ->check(complaint_about_within);
        verb->add_option("--json", options.json,
                         "write the result document to FILE, early and after each check")
            ->type_name("FILE")
            ->check(complaint_about_nothing);
        verb->add_option("--report", reports,
                         "write a report to FILE, early and after each check; may be repeated. `./lab report "
                         "--help` lists the formats")
            ->type_name("FORMAT=FILE")
            ->allow_extra_args(false)
            ->check(complaint_about_report);
        verb->add_option("--notice", options.notices,
                         "something that every report is to say at its top; may be repeated")
            ->type_name("TEXT")
            ->allow_extra_args(false);
        verb->add_flag("--keep", options.keep,
                       "keep the built server, to run it yourself; the report says where")
            ->disable_flag_override();
        verb->add_flag(
                "--trusted", options.trusted,
                "grade even where nothing keeps the submission from reading and writing your files; for "
                "code of your own (`./lab doctor` says whether that is so here)")
            ->disable_flag_override();
        verb->add_flag("--verbose", options.verbose, "explain every failure in full, however many there are")
            ->disable_flag_override();
        verb->add_flag("--progress", options.plain_progress,
                       "a line for each finished check even when not on a terminal")
            ->disable_flag_override();
        verb->add_flag("--progress-brief", options.brief_progress,
                       "a few lines for each lab even when not on a terminal")
            ->disable_flag_override();
    }
    const auto take_hints = [](CLI::App& verb, std::string& hints, const std::string& what) {
        verb.add_option("--hints", hints, what)
            ->type_name("LEVEL")
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
            ->check(complaint_about_hints);
    };
    const std::string how_much =
        "how much is told of a mistake: 0 verdicts, 1 what was seen and a question, 2 a direction, 3 all, or "
        "course: what the course's settings have for the answer to a push; default: 2";
    for (CLI::App* verb : {grade, practice}) take_hints(*verb, options.hints, how_much);

    CLI::App* report = app.add_subcommand("report", "Make a report of a result document (grade --json)");
    report->footer(formats_text() +
                   "\nExit status: 0 the report was written, whatever it says; 3 it could not be written,\n"
                   "             64 wrong usage.");
    report
        ->add_option("document", command.report.document,
                     "the result document; an unfinished one is reported as such")
        ->type_name("DOCUMENT")
        ->required();
    report->add_option("--as", command.report.format, "what to make of it; the formats are listed below")
        ->type_name("FORMAT")
        ->required()
        ->check(complaint_about_format);
    report->add_option("--output", command.report.output, "where to write it; default: standard output")
        ->type_name("FILE")
        ->check(complaint_about_nothing);

    take_hints(*report, command.report.hints, how_much);

    CLI::App* hint = app.add_subcommand("hint", "Tell more of a cause that a report names");
    hint->footer("Exit status: 0 it was told, 64 there is no such cause, or wrong usage.");
    hint->add_option(
            "cause", command.hint.cause,
            "what the report calls it; its number in the last report or one of its checks will do, too")
        ->type_name("CAUSE")
        ->required()
        ->check(complaint_about_nothing);
    take_hints(*hint, command.hint.hints,
               "how much: 1 a question, 2 a direction, 3 all; default: one level more than was told before");

    CLI::App* doctor =
        app.add_subcommand("doctor", "Say what this machine allows, and what that means for verdicts");
    doctor->footer(statuses);

    CLI::App* debug =
        app.add_subcommand("debug", "Run a check, and open gdb on the server at the moment the check fails");
    debug->footer(
        "The check's clients stay connected until gdb ends; then all of it is ended. Without a terminal, or\n"
        "with --command, gdb prints what its commands say, and leaves.\n\n"
        "Exit status: 0 the check passed, 1 it failed, 2 the submission could not be built,\n"
        "             3 inconclusive or machine unfit, 64 wrong usage.");
    std::string looked_at;
    debug
        ->add_option("check", looked_at,
                     "the name of a check, or a pattern: of several the first one that fails")
        ->type_name("CHECK")
        ->required()
        ->check(complaint_about_nothing);
    debug->add_option("submission", options.submission, "as for grade; default: this repository's starter/")
        ->type_name("SUBMISSION");
    debug
        ->add_option("--lab", options.lab,
                     "the lab whose check it is, where both have one of that name; an exercise is "
                     "called practice1")
        ->type_name("N")
        ->transform(number_of_lab());
    debug
        ->add_option("--command", command.debug.commands,
                     "a command for gdb, such as \"thread apply all bt\"; may be repeated")
        ->type_name("COMMAND")
        ->allow_extra_args(false)
        ->check(complaint_about_nothing);
    debug
        ->add_flag("--trusted", options.trusted,
                   "go on even where nothing keeps the submission from reading and writing your files")
        ->disable_flag_override();

    CLI::App* watch =
        app.add_subcommand("watch", "Grade on each save: what failed last first, up to the first cause");
    watch->footer(
        "On a terminal: h tells more of the first cause, a runs all checks, t traces and o observes the "
        "server\n"
        "(./lab observe), Enter grades again, q leaves. A save while it grades begins anew.\n\n"
        "Exit status: that of the last grading, as ./lab grade has it; 130 after Ctrl-C; 64 wrong usage.");
    std::vector<std::string> watched;
    watch
        ->add_option("lab", watched,
                     "the lab, 4 or 5 (default: the one whose files were saved last) or practice1, and the "
                     "directory that holds "
                     "the sources, as for grade; default: this repository's starter/")
        ->type_name("[LAB] [SUBMISSION]");
    watch
        ->add_flag("--trusted", options.trusted,
                   "go on even where nothing keeps the submission from reading and writing your files")
        ->disable_flag_override();
    take_stages(*watch);
    take_hints(*watch, options.hints, how_much);

    for (CLI::App* verb : {grade, practice, report, hint, doctor, debug, watch})
        verb->fallthrough();  // --root may come anywhere
    Parsed parsed;
    try {
        app.parse(argc, argv);
        if (practice->parsed()) {
            command.verb = Command::Verb::practice;
            operands = take_numbers(exercise, exercises);
        }
        take_exercises(exercises, options);
        take_operands(operands, options);
        if (within > 0) options.within = std::chrono::seconds(within);
        if (doctor->parsed()) command.verb = Command::Verb::doctor;
        if (report->parsed()) command.verb = Command::Verb::report;
        if (debug->parsed()) command.verb = Command::Verb::debug;
        if (debug->parsed()) {
            options.checks = {looked_at};
            command.debug.grading = options;
        }
        if (watch->parsed()) {
            command.verb = Command::Verb::watch;
            take_lab_and_submission(watched, options, "watch");
            command.watch.grading = options;
        }
        if (hint->parsed()) command.verb = Command::Verb::hint;
        command.report.root = command.hint.root = options.root;
        for (const std::string& word : reports) options.reports.push_back(split_report(word));
        parsed.command = command;
    } catch (const CLI::Success& help) {
        parsed.exit_status = app.exit(help);
    } catch (const CLI::ParseError& error) {
        const char* verb = report->parsed()     ? "report"
                           : hint->parsed()     ? "hint"
                           : doctor->parsed()   ? "doctor"
                           : debug->parsed()    ? "debug"
                           : watch->parsed()    ? "watch"
                           : practice->parsed() ? "practice"
                                                : "grade";
        const std::vector<std::string> words(argv + 1, argv + argc);
        parsed.exit_status = complain(explain_refusal(app, error, words), verb);
    } catch (const UserError& error) {
        parsed.exit_status = complain(error.what(), watch->parsed()      ? "watch"
                                                    : practice->parsed() ? "practice"
                                                                         : "grade");
    }
    return parsed;
}

}  // namespace grader
