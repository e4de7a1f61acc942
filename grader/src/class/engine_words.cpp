#include "class/engine_words.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "class/jobs.hpp"
#include "class/slurm/tools.hpp"

namespace grader {

namespace {

std::string complaint_about_jobs(const std::string& word) {
    const bool is_number = !word.empty() && word.size() < 4 &&
                           word.find_first_not_of("0123456789") == std::string::npos &&
                           word.find_first_not_of('0') != std::string::npos;
    return word == "auto" || is_number
               ? ""
               : fmt::format("--jobs takes auto or a number from 1 to 999, not \"{}\"", word);
}

std::string complaint_about_slurm_options(const std::string& text) {
    return shell_words(text) ? "" : fmt::format("--slurm-options has a quote that is not closed: {}", text);
}

}  // namespace

void add_engine_options(CLI::App& verb, EngineWords& words) {
    verb.add_option("--jobs", words.jobs,
                    "how many are graded at once; auto: as many as give the verdicts that each has alone, or "
                    "as many as the "
                    "cluster likes")
        ->type_name("N")
        ->check(complaint_about_jobs);
    verb.add_option(
            "--engine", words.engine,
            "who grades: local, this machine; slurm, a cluster, by an array job with a task a student")
        ->type_name("NAME");
    verb.add_option_function<std::string>(
            "--slurm-options",
            [&words](const std::string& text) {
                words.slurm_options = shell_words(text).value_or(std::vector<std::string>());
            },
            "what sbatch is told besides --cpus-per-task=2 --mem=1G, as in '--partition=short --mem=2G "
            "--time=30'")
        ->type_name("WORDS")
        ->check(complaint_about_slurm_options);
}

int jobs_of(const EngineWords& words, const std::filesystem::path& out) {
    if (words.jobs != "auto") return std::stoi(words.jobs);
    // What fits on a cluster is the cluster's business.
    return words.engine == "local" ? fitting_gradings_here(out) : 0;
}

std::unique_ptr<Engine> engine_of(const EngineWords& words, const ClassSetting& setting,
                                  const std::filesystem::path& out) {
    if (!words.slurm_options.empty() && words.engine != "slurm")
        throw UserError("--slurm-options belongs to --engine slurm");
    return make_engine(words.engine, {setting.program, setting.call.grader, setting.call.root, out,
                                      jobs_of(words, out), words.slurm_options});
}

}  // namespace grader
