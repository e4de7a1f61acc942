// Slurm's own programs: sbatch, squeue, scontrol, scancel. What they print is read here, and nowhere else.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace grader {

/// A word that a shell takes as it is.
[[nodiscard]] std::string shell_word(const std::string& word);

/// The words of a text as a shell has them: '…', "…" and \ keep blanks together. Nothing if a quote is not
/// closed.
[[nodiscard]] std::optional<std::vector<std::string>> shell_words(const std::string& text);

/// What squeue knows of a task of an array.
struct TaskInQueue {
    std::string state;   ///< "PENDING", "OUT_OF_MEMORY"
    std::string reason;  ///< why it waits: "Resources", "ReqNodeNotAvail"; "None"

    /// It will not run any more.
    [[nodiscard]] bool is_over() const;
};

/// By job, "12", and index in the array.
using Queue = std::map<std::pair<std::string, int>, TaskInQueue>;

/// What squeue has printed with --format="%F %K %T %r" --array.
[[nodiscard]] Queue queue_of(const std::string& printed);

/// The lines of `scontrol show config`: how many tasks an array can have at most.
[[nodiscard]] std::optional<int> most_tasks(const std::string& printed);

class SlurmTools {
 public:
    /// Throws UserError if one of the programs is missing, or no controller answers.
    SlurmTools();

    /// Tasks in an array, by the cluster's configuration.
    [[nodiscard]] int most_tasks_of_an_array() const { return most_tasks_; }

    /// The number of the job. Throws UserError with sbatch's words if it is refused.
    [[nodiscard]] std::string submit(const std::vector<std::string>& options,
                                     const std::filesystem::path& script) const;

    /// Of all jobs of that name that Slurm still remembers. Nothing if it does not answer now.
    [[nodiscard]] std::optional<Queue> queue(const std::string& job_name) const;

    /// Ends all jobs of that name. False if Slurm does not answer.
    bool cancel(const std::string& job_name) const;

 private:
    int most_tasks_ = 0;
};

}  // namespace grader
