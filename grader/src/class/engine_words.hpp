// The options that say who grades a class, and how much of it at once: the same for every verb that grades.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "class/engine.hpp"
#include "class/verbs.hpp"

namespace grader {

struct EngineWords {
    std::string jobs = "auto";
    std::string engine = "local";
    std::vector<std::string> slurm_options;
};

/// `words` must live as long as the verb.
void add_engine_options(CLI::App& verb, EngineWords& words);

/// How many at once; 0: as many as the engine likes.
[[nodiscard]] int jobs_of(const EngineWords& words, const std::filesystem::path& out);

/// Throws as make_engine().
[[nodiscard]] std::unique_ptr<Engine> engine_of(const EngineWords& words, const ClassSetting& setting,
                                                const std::filesystem::path& out);

}  // namespace grader
