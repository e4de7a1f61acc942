#include "class/slurm/tools.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/captured.hpp"
#include "base/error.hpp"

namespace grader {

namespace {

constexpr std::size_t most_printed = std::size_t{64} << 20U;

/// A controller that is busy answers after a while.
Captured run_tool(std::vector<std::string> command) {
    std::vector<std::string> environment;
    for (char** one = environ; *one != nullptr; ++one) environment.emplace_back(*one);
    return capture(command, environment, std::chrono::minutes(1), most_printed);
}

bool is_missing(const Captured& said) {
    return said.status == -1 && said.complaint.find("No such file") != std::string::npos;
}

}  // namespace

std::string shell_word(const std::string& word) {
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

std::optional<std::vector<std::string>> shell_words(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    bool has_word = false;
    char quote = '\0';
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && quote != '\'' && at + 1 < text.size()) {
            word += text[++at];
            has_word = true;
        } else if (quote != '\0' ? c == quote : c == '\'' || c == '"') {
            quote = quote == '\0' ? c : '\0';
            has_word = true;
        } else if (quote == '\0' && (c == ' ' || c == '\t' || c == '\n')) {
            if (has_word) words.push_back(std::move(word));
            word.clear();
            has_word = false;
        } else {
            word += c;
            has_word = true;
        }
    }
    if (quote != '\0') return std::nullopt;
    if (has_word) words.push_back(std::move(word));
    return words;
}

bool TaskInQueue::is_over() const {
    // squeue(1), "JOB STATE CODES". All others may still run, or run again.
    constexpr std::array<std::string_view, 10> over = {"BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE",
                                                       "FAILED",    "NODE_FAIL", "REVOKED",   "OUT_OF_MEMORY",
                                                       "PREEMPTED", "TIMEOUT"};
    return std::find(over.begin(), over.end(), state) != over.end();
}

Queue queue_of(const std::string& printed) {
    Queue queue;
    std::istringstream lines(printed);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string job;
        int index = 0;
        TaskInQueue task;
        // (A job that is no array has N/A for its index.)
        if (!(words >> job >> index >> task.state)) continue;
        // Some reasons are sentences.
        std::getline(words >> std::ws, task.reason);
        queue[{job, index}] = task;
    }
    return queue;
}

std::optional<int> most_tasks(const std::string& printed) {
    constexpr std::string_view name = "\nMaxArraySize";
    const std::size_t at = printed.find(name);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t begin = printed.find_first_of("0123456789\n", at + name.size());
    int size = 0;
    if (begin == std::string::npos ||
        std::from_chars(printed.data() + begin, printed.data() + printed.size(), size).ec != std::errc() ||
        size < 1)
        return std::nullopt;
    return size;
}

SlurmTools::SlurmTools() {
    for (const char* const program : {"sbatch", "squeue", "scancel", "scontrol"}) {
        if (is_missing(run_tool({program, "--version"})))
            throw UserError(fmt::format(
                "--engine slurm works with Slurm's own programs, and {} is missing here: go to a machine "
                "from which you submit jobs (or apt-get install slurm-client)",
                program));
    }
    const Captured config = run_tool({"scontrol", "show", "config"});
    const std::optional<int> size = config.status == 0 ? most_tasks(config.output) : std::nullopt;
    if (!size)
        throw UserError(fmt::format(
            "no Slurm answers here (scontrol show config: {})",
            config.complaint.empty() ? fmt::format("status {}", config.status) : config.complaint));
    most_tasks_ = *size;
}

std::string SlurmTools::submit(const std::vector<std::string>& options,
                               const std::filesystem::path& script) const {
    std::vector<std::string> command = {"sbatch", "--parsable"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(script.string());
    const Captured said = run_tool(command);
    // "12", or "12;cluster".
    const std::string job = said.output.substr(0, said.output.find_first_of(";\n"));
    if (said.status != 0 || job.empty() || job.find_first_not_of("0123456789") != std::string::npos)
        throw UserError(
            fmt::format("Slurm does not take the class: {} (what sbatch is to be told: --slurm-options)",
                        said.complaint.empty() ? said.output : said.complaint));
    return job;
}

std::optional<Queue> SlurmTools::queue(const std::string& job_name) const {
    const Captured said = run_tool(
        {"squeue", "--noheader", "--array", "--states=all", "--name=" + job_name, "--format=%F %K %T %r"});
    if (said.status != 0) return std::nullopt;
    return queue_of(said.output);
}

bool SlurmTools::cancel(const std::string& job_name) const {
    return run_tool({"scancel", "--name=" + job_name}).status == 0;
}

}  // namespace grader
