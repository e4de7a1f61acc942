// The verbs of `./lab class`, a file each. Each adds itself to the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace grader {

/// What `lab` tells the program before the verb.
struct ClassSetting {
    std::filesystem::path root;    ///< the course repository
    std::filesystem::path grader;  ///< io-labs-grader
};

struct ClassVerb {
    CLI::App* app = nullptr;
    /// The exit status.
    std::function<int()> run;
};

/// Each adds a subcommand, and to the verbs what it does. `setting` is filled in when that is run.
void add_class_grade(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_task(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_rescore(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_regrade(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);
void add_class_verify(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs);

}  // namespace grader
