// The verbs of `./lab class`, a file each. Each adds itself to the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "class/grading_process.hpp"

namespace grader {

/// Exit statuses, beside 0: as those of ./lab.
constexpr int class_differs = 1;  ///< regrade and verify: not as before
constexpr int class_unfit = 3;    ///< somebody has no verdict, or this machine can't do it
constexpr int class_usage = 64;

/// What `lab` tells the program before the verb.
struct ClassSetting {
    std::filesystem::path program;  ///< this one
    GraderCall call;
};

struct ClassVerb {
    CLI::App* app = nullptr;
    /// The exit status.
    std::function<int()> run;
};

/// Each adds a subcommand, and to the verbs what it does. `setting` is filled in when that is run.
void add_class_grade(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_task(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_grades(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_mail(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_rescore(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_regrade(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_verify(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_similar(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);

}  // namespace grader
