#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/replaced_file.hpp"
#include "class/engine.hpp"
#include "class/slurm/array.hpp"
#include "class/slurm/tools.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

// One controller answers everybody of the cluster: it is asked seldom. How tasks end is seen in files.
constexpr auto between_looks = 5s;
// A task that Slurm has ended, and that has left no status. A disk of a cluster may show a file some seconds
// late, and a task that is queued again is over in between.
constexpr int looks_until_lost = 3;
// Slurm gives a job half a minute to end (KillWait), if nobody has told it otherwise.
constexpr auto longest_cancel = 2min;

/// Whether it became readable within a time.
bool is_readable(int descriptor, std::chrono::milliseconds time) {
    pollfd stopped{descriptor, POLLIN, 0};
    return ::poll(&stopped, 1, static_cast<int>(time.count())) > 0;
}

/// Tasks that are submitted, and what is known of them.
class Array {
 public:
    Array(fs::path directory, std::vector<std::string> ids)
        : directory_(std::move(directory)), ids_(std::move(ids)) {
        for (std::size_t index = 0; index < ids_.size(); ++index) left_.insert(index);
    }

    void set_job(std::string job) { job_ = std::move(job); }
    [[nodiscard]] const fs::path& directory() const { return directory_; }
    [[nodiscard]] bool has_ended() const { return left_.empty(); }

    /// By what they have left on the disk.
    void take_statuses(const EngineEvents& events) {
        for (auto at = left_.begin(); at != left_.end();) {
            const std::size_t index = *at;
            const std::optional<int> status = status_of_task(directory_, index);
            at = status ? left_.erase(at) : std::next(at);
            if (status) end(index, *status, events);
        }
    }

    void look(const Queue& queue, const EngineEvents& events) {
        std::map<std::string, std::size_t> waiting;  // reason → how many
        bool runs = false;
        for (const std::size_t index : std::set<std::size_t>(left_)) {
            const auto task = queue.find({job_, static_cast<int>(index)});
            if (task != queue.end() && task->second.state == "RUNNING") {
                runs = true;
                if (begun_.insert(index).second) events.began(ids_[index]);
            }
            if (task != queue.end() && task->second.state == "PENDING") ++waiting[task->second.reason];
            if (task != queue.end() && !task->second.is_over()) {
                gone_.erase(index);
            } else if (++gone_[index] == looks_until_lost) {
                lose(index, task == queue.end() ? "" : task->second.state, events);
            }
        }
        if (!runs) say_why_nothing_runs(waiting, events);
    }

 private:
    void lose(std::size_t index, const std::string& state, const EngineEvents& events) {
        left_.erase(index);
        const std::string what =
            state == "COMPLETED" || state == "FAILED"
                ? fmt::format(
                      "has ended on the cluster and left nothing in {}, which all nodes must see; its log, "
                      "if there is one, is "
                      "{}/{}.log",
                      directory_.parent_path().parent_path().string(), directory_.string(), index)
            : state.empty() ? "is no longer known to Slurm"
                            : fmt::format("was ended by Slurm: {}", state);
        events.say(fmt::format("{}: {}", ids_[index], what));
        end(index, 128 + SIGKILL, events);
    }

    void end(std::size_t index, int status, const EngineEvents& events) {
        if (begun_.insert(index).second) events.began(ids_[index]);
        events.ended(ids_[index], status);
    }

    /// Each reason once. That others are served first is none.
    void say_why_nothing_runs(const std::map<std::string, std::size_t>& waiting, const EngineEvents& events) {
        static const std::set<std::string> usual = {"None",      "Priority", "Resources", "JobArrayTaskLimit",
                                                    "BeginTime", "Cleaning", ""};
        for (const auto& [reason, count] : waiting) {
            if (usual.count(reason) == 0 && said_.insert(reason).second)
                events.say(fmt::format(
                    "{} wait for the cluster: {} (squeue --job {}; see squeue(1), JOB REASON CODES)", count,
                    reason, job_));
        }
    }

    fs::path directory_;
    std::string job_;
    std::vector<std::string> ids_;  // by index
    std::set<std::size_t> left_;
    std::set<std::size_t> begun_;
    std::map<std::size_t, int> gone_;  // looks at which a task was over
    std::set<std::string> said_;
};

class SlurmEngine final : public Engine {
 public:
    explicit SlurmEngine(EngineOptions options) : options_(std::move(options)), directory_(options_.out) {}

    bool run(const std::vector<std::string>& ids, bool alone, int stop, const EngineEvents& events) override {
        end_earlier(events);
        const auto most = static_cast<std::size_t>(tools_.most_tasks_of_an_array());
        for (std::size_t first = 0; first < ids.size(); first += most) {
            const std::vector<std::string> part(
                ids.begin() + static_cast<std::ptrdiff_t>(first),
                ids.begin() + static_cast<std::ptrdiff_t>(std::min(first + most, ids.size())));
            try {
                if (!run_array(part, alone, stop, events)) return false;
            } catch (...) {
                tools_.cancel(directory_.job_name());
                throw;
            }
        }
        return true;
    }

 private:
    /// What a run before has submitted and not waited for: two would grade the same students.
    void end_earlier(const EngineEvents& events) {
        if (!has_jobs()) return;
        events.say("ending the tasks of the run before");
        cancel(events);
    }

    bool run_array(const std::vector<std::string>& ids, bool alone, int stop, const EngineEvents& events) {
        Array array(directory_.make_array(), ids);
        std::vector<std::vector<std::string>> commands;
        commands.reserve(ids.size());
        for (const std::string& id : ids) commands.push_back(task_command(options_, id, alone));
        const fs::path script = array.directory() / "script.sh";
        ReplacedFile(script, "script").write(array_script(array.directory(), commands));
        array.set_job(tools_.submit(sbatch_options(directory_.job_name(), array.directory(), ids.size(),
                                                   alone ? 1 : options_.jobs, options_.slurm_options),
                                    script));
        auto next_look = steady_clock::now();
        bool answers = true;
        while (true) {
            array.take_statuses(events);
            if (array.has_ended()) return true;
            if (steady_clock::now() >= next_look) {
                const std::optional<Queue> queue = tools_.queue(directory_.job_name());
                if (queue) array.look(*queue, events);
                if (!queue && answers) events.say("Slurm does not answer; what runs goes on");
                answers = queue.has_value();
                next_look = steady_clock::now() + between_looks;
            }
            events.tick();
            if (is_readable(stop, 1s)) {
                cancel(events);
                return false;
            }
        }
    }

    /// That may still run.
    [[nodiscard]] bool has_jobs() const {
        const std::optional<Queue> queue = tools_.queue(directory_.job_name());
        return !queue || std::any_of(queue->begin(), queue->end(),
                                     [](const auto& task) { return !task.second.is_over(); });
    }

    /// And waits until none runs any more.
    void cancel(const EngineEvents& events) {
        const auto deadline = steady_clock::now() + longest_cancel;
        tools_.cancel(directory_.job_name());
        while (has_jobs()) {
            if (steady_clock::now() > deadline) {
                events.say(fmt::format("Slurm has not ended all tasks yet; scancel --name={} ends them",
                                       directory_.job_name()));
                return;
            }
            is_readable(-1, 1s);
        }
    }

    EngineOptions options_;
    SlurmTools tools_;
    SlurmDirectory directory_;
};

}  // namespace

std::unique_ptr<Engine> make_slurm_engine(const EngineOptions& options) {
    return std::make_unique<SlurmEngine>(options);
}

}  // namespace grader
