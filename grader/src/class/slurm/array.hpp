// An array of tasks, a student each, as a job of Slurm: what it is made of on the disk, and how each task
// says how it ended.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace grader {

/// OUT/slurm holds what one class's jobs need: the name that they have in Slurm's queue, and a directory for
/// each array.
class SlurmDirectory {
 public:
    /// Makes it, with a name that no other class's jobs have. Throws std::system_error.
    explicit SlurmDirectory(const std::filesystem::path& out);

    [[nodiscard]] const std::string& job_name() const { return job_name_; }
    /// For the next array, empty.
    [[nodiscard]] std::filesystem::path make_array() const;

 private:
    std::filesystem::path path_;
    std::string job_name_;
};

/// The script of an array whose task number N has the words commands[N] done. Whoever ends a task from
/// outside leaves no status behind.
[[nodiscard]] std::string array_script(const std::filesystem::path& array,
                                       const std::vector<std::vector<std::string>>& commands);

/// With which status task `index` ended; nothing if it did not yet.
[[nodiscard]] std::optional<int> status_of_task(const std::filesystem::path& array, std::size_t index);

/// What sbatch is told. `at_once` is 0 for as many as the cluster likes; `others` come last, and win.
[[nodiscard]] std::vector<std::string> sbatch_options(const std::string& job_name,
                                                      const std::filesystem::path& array, std::size_t tasks,
                                                      int at_once, const std::vector<std::string>& others);

}  // namespace grader
