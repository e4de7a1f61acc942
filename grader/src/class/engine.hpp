// Who has the tasks of a class done. A task is `io-labs-class task OUT ID`: it grades one student, writes
// what came of it into the class's directory, and may be given as often as one likes, on any machine that
// sees the directory. An engine only decides where and when.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace grader {

/// Exit statuses of a task, beside those for wrong usage.
constexpr int task_done = 0;    ///< the student's state is final
constexpr int task_again = 75;  ///< the machine failed; another try may do (EX_TEMPFAIL of sysexits.h)
constexpr int task_taken = 74;  ///< somebody else grades this student now

struct EngineOptions {
    std::filesystem::path program;           ///< io-labs-class
    std::filesystem::path grader;            ///< io-labs-grader
    std::filesystem::path root;              ///< the course repository
    std::filesystem::path out;               ///< the class's directory
    int jobs = 1;                            ///< how many tasks at once; 0: as many as the engine likes
    std::vector<std::string> slurm_options;  ///< further words for sbatch
};

/// Is told how far an engine is, on the thread that called run().
struct EngineEvents {
    std::function<void(const std::string& id)> began;
    /// With the task's exit status, or 128 and its signal.
    std::function<void(const std::string& id, int status)> ended;
    /// About once a second, for who shows the time.
    std::function<void()> tick;
    /// Something that a person should know now, in a sentence.
    std::function<void(const std::string& line)> say;
};

class Engine {
 public:
    virtual ~Engine() = default;
    /// Has a task done for each student. With `alone`, nothing else of this class is graded meanwhile: one
    /// after the other. Comes back when all have ended; or, as soon as `stop` (a descriptor) is readable,
    /// when it has ended those that ran: false then. Throws std::system_error, UserError.
    virtual bool run(const std::vector<std::string>& ids, bool alone, int stop,
                     const EngineEvents& events) = 0;
};

/// "local" or one of the others. Throws UserError that lists them.
[[nodiscard]] std::unique_ptr<Engine> make_engine(const std::string& name, const EngineOptions& options);

/// The words of a task's command line.
[[nodiscard]] std::vector<std::string> task_command(const EngineOptions& options, const std::string& id,
                                                    bool alone);

/// A pool of child processes on this machine.
[[nodiscard]] std::unique_ptr<Engine> make_local_engine(const EngineOptions& options);

/// Arrays of jobs of a Slurm cluster whose nodes see program, grader, root and out where they are here.
/// Throws UserError if there is no Slurm.
[[nodiscard]] std::unique_ptr<Engine> make_slurm_engine(const EngineOptions& options);

}  // namespace grader
