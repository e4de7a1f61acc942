// The command line: verbs, options and exit statuses.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace grader {

/// Exit statuses of the grader (and so of ./lab); those of grading come from ResultDocument::exit_status().
constexpr int exit_unfit = 3;   ///< inconclusive, or a machine on which nothing can be graded
constexpr int exit_usage = 64;  ///< EX_USAGE of sysexits.h

/// --report FORMAT=FILE
struct WantedReport {
    std::string format;  ///< a name that report_format() knows
    std::filesystem::path file;
};

struct GradeOptions {
    std::filesystem::path root;        ///< the repository: rubrics and provided headers
    std::filesystem::path submission;  ///< a directory, an archive, a repository; empty: `root`, as a clone
    std::string commit;                ///< of the repository `submission`; empty: what stands in it
    std::string student;               ///< whose it is, for the report; empty: the submission's path
    std::optional<int> lab;            ///< none: every lab the submission has
    std::vector<int> practice;         ///< numbers of exercises: these instead, where there are several
    bool only_begun = false;           ///< of these, those that are not as they were handed out
    bool with_bonus = false;           ///< practice that was begun, too, if the course counts it
    std::vector<std::string> checks;   ///< patterns; none: all
    std::vector<std::string> stages;   ///< only their checks; none: of all stages
    /// Words after the patterns that name no file: patterns, too, if they match a check.
    std::vector<std::string> perhaps_checks;
    int repeat = 1;
    std::optional<std::chrono::seconds> within;  ///< for the whole run, from `started` on; none: as it takes
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::optional<std::filesystem::path> json;
    std::vector<WantedReport> reports;
    std::vector<std::string> notices;
    bool keep = false;
    bool trusted = false;  ///< grade even where nothing protects files
    bool verbose = false;
    bool plain_progress = false;
    bool brief_progress = false;
    std::string hints;  ///< what --hints takes (see course_settings.hpp); empty: as much as by default

    [[nodiscard]] bool selects_checks() const { return !checks.empty() || !stages.empty(); }
};

struct ReportOptions {
    std::filesystem::path document;
    std::string format;                           ///< a name that report_format() knows
    std::optional<std::filesystem::path> output;  ///< none: standard output
    std::filesystem::path root;                   ///< the course repository, for its settings
    std::string hints;
};

struct HintOptions {
    std::filesystem::path root;
    std::string cause;  ///< an id, a number in the last report, a check
    std::string hints;  ///< empty: the next level
};

struct DebugOptions {
    /// What is graded, and how: all that it takes of GradeOptions; one entry in `checks`.
    GradeOptions grading;
    std::vector<std::string> commands;  ///< for gdb, which leaves then; none: a person is there
};

struct WatchOptions {
    /// What is graded, and how: all that it takes of GradeOptions. No lab: the one that was saved last.
    GradeOptions grading;
};

struct Command {
    enum class Verb { grade, practice, report, hint, doctor, debug, watch } verb = Verb::grade;
    GradeOptions grade;
    DebugOptions debug;
    WatchOptions watch;
    ReportOptions report;
    HintOptions hint;
};

/// Parses; prints help or a usage error and gives the exit status instead where that is all there is to do.
struct Parsed {
    std::optional<Command> command;
    int exit_status = 0;
};
Parsed parse_command_line(int argc, char** argv);

}  // namespace grader
