#include "class/slurm/array.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/slurm/tools.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

fs::path status_file(const fs::path& array, std::size_t index) {
    return array / fmt::format("{}.status", index);
}

/// A path in one of sbatch's patterns, where % has a meaning.
std::string in_pattern(const fs::path& path) {
    std::string pattern;
    for (const char c : path.string()) pattern += c == '%' ? std::string("%%") : std::string(1, c);
    return pattern;
}

}  // namespace

SlurmDirectory::SlurmDirectory(const fs::path& out) : path_(out / "slurm") {
    fs::create_directories(path_);
    // Kept, so that a run that goes on finds the jobs of the one before.
    const fs::path name = path_ / "name";
    job_name_ = read_file(name).value_or("");
    if (job_name_.empty()) {
        std::random_device random;
        job_name_ = fmt::format("io-labs-{:08x}{:08x}", random(), random());
        ReplacedFile(name, "name of the class's jobs").write(job_name_);
    }
}

fs::path SlurmDirectory::make_array() const {
    // A new one each time: a node's disk may still show what was in an older one.
    for (int number = 1;; ++number) {
        const fs::path array = path_ / fmt::format("array-{}", number);
        if (fs::create_directory(array)) return array;
    }
}

std::string array_script(const fs::path& array, const std::vector<std::vector<std::string>>& commands) {
    std::string script = "#!/bin/bash\ncase $SLURM_ARRAY_TASK_ID in\n";
    for (std::size_t index = 0; index < commands.size(); ++index) {
        script += fmt::format("    {})", index);
        for (const std::string& word : commands[index]) script += " " + shell_word(word);
        script += " ;;\n";
    }
    // Renamed, so that a status is whole or not there.
    script += fmt::format(
        "    *) false ;;\nesac\nstatus=$?\nfile={}/$SLURM_ARRAY_TASK_ID.status\n"
        "echo $status >\"$file.new\" && mv \"$file.new\" \"$file\"\n",
        shell_word(array.string()));
    return script;
}

std::optional<int> status_of_task(const fs::path& array, std::size_t index) {
    const auto text = read_file(status_file(array, index));
    int status = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), status).ec != std::errc())
        return std::nullopt;
    return status;
}

std::vector<std::string> sbatch_options(const std::string& job_name, const fs::path& array, std::size_t tasks,
                                        int at_once, const std::vector<std::string>& others) {
    std::string indices = fmt::format("--array=0-{}", tasks - 1);
    if (at_once > 0) indices += fmt::format("%{}", at_once);
    std::vector<std::string> options = {
        "--job-name=" + job_name, indices, "--requeue", "--open-mode=append", "--ntasks=1",
        // A grading builds with two compilers and plays against the server beside it.
        "--cpus-per-task=2", "--mem=1G", "--output=" + in_pattern(array) + "/%a.log"};
    options.insert(options.end(), others.begin(), others.end());
    return options;
}

}  // namespace grader
