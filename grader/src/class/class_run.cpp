#include "class/class_run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/class_progress.hpp"
#include "class/grading_process.hpp"
#include "class/outputs.hpp"
#include "class/task.hpp"
#include "class/words.hpp"
#include "report/text.hpp"
#include "result/json.hpp"

namespace grader {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

namespace {

/// What the grader refuses so many times, as a rubric with an error in it, it would refuse for everybody.
constexpr int most_refused = 3;
constexpr std::size_t most_shown = 4;  // of those that are being graded

class Run {
 public:
    Run(const ClassDirectory& out, const Class& asked, Engine& engine, StopSignals& stop)
        : out_(out), asked_(asked), engine_(engine), stop_(stop), progress_(STDERR_FILENO) {
        for (std::size_t at = 0; at < asked.students.size(); ++at) places_[asked.students[at].id] = at;
    }

    ClassEnd run() {
        forget_damaged();
        outcomes_ = read_outcomes(out_, asked_);
        write();
        const std::vector<std::string> fresh = without_attempt();
        left_ = fresh.size();
        bool finished = engine_.run(fresh, false, stop_.fd(), events(false));
        // The others had one attempt. What failed while much else ran is tried again while nothing else does.
        if (finished) finished = again();
        if (!finished) {
            for (const std::string& id : running_) remove_left_overs(out_, id);
        }
        outcomes_ = read_outcomes(out_, asked_);
        progress_.erase();
        write();
        return end(!finished);
    }

 private:
    /// What a full disk or a hand has spoilt is graded again.
    void forget_damaged() {
        for (const Student& student : asked_.students) {
            try {
                (void)read_outcome(out_, student.id);
            } catch (const UserError& error) {
                progress_.say(fmt::format("{}: {}; is graded again", student.id, error.what()));
                fs::remove(out_.state(student.id));
            }
        }
    }

    [[nodiscard]] std::vector<std::string> without_attempt() const {
        std::vector<std::string> ids;
        for (std::size_t at = 0; at < outcomes_.size(); ++at) {
            const State& state = outcomes_[at].state;
            if (asked_.students[at].problem.empty() && !state.is_final && state.attempts.empty())
                ids.push_back(asked_.students[at].id);
        }
        return ids;
    }

    bool again() {
        const std::vector<std::string> ids = unfinished_students(out_, asked_);
        if (ids.empty()) return true;
        progress_.say(fmt::format(
            "once more, one at a time, because the machine failed, was busy or left something open: {}",
            fmt::join(ids, ", ")));
        began_ = steady_clock::now();
        done_ = 0;
        left_ = ids.size();
        for (const std::string& id : ids) {
            if (stays_open(id)) {
                settle(id);
                continue;
            }
            // One that could not even note its failure has an attempt left.
            for (int tries = 0; tries < static_cast<int>(most_attempts) && !read_state(out_, id).is_final;
                 ++tries) {
                if (!engine_.run({id}, true, stop_.fd(), events(true))) return false;
            }
        }
        return true;
    }

    /// Whether all that the machine left open of this student's is what it left open before, of others,
    /// graded alone: then it lacks something, and will again.
    [[nodiscard]] bool stays_open(const std::string& id) const {
        const Outcome& outcome = outcomes_[places_.at(id)];
        const std::vector<std::string> open =
            outcome.document ? checks_left_open(*outcome.document) : std::vector<std::string>();
        if (open.empty()) return false;
        std::map<std::string, int> times;
        for (const Outcome& other : outcomes_) {
            if (!other.document || other.state.attempts.empty() || !other.state.attempts.back().alone)
                continue;
            for (const std::string& check : checks_left_open(*other.document)) ++times[check];
        }
        return std::all_of(open.begin(), open.end(),
                           [&](const std::string& check) { return times[check] >= 2; });
    }

    /// The verdict as it is; the machine has shown that it can't do more.
    void settle(const std::string& id) {
        State state = read_state(out_, id);
        state.is_final = true;
        write_state(out_, id, state);
        ended(id, task_done, true);
    }

    EngineEvents events(bool alone) {
        EngineEvents events;
        events.began = [this](const std::string& id) {
            running_.insert(id);
            show();
        };
        events.ended = [this, alone](const std::string& id, int status) { ended(id, status, alone); };
        events.tick = [this] {
            if (changed_) write();
            show();
        };
        events.say = [this](const std::string& line) { progress_.say(line); };
        return events;
    }

    void ended(const std::string& id, int status, bool alone) {
        running_.erase(id);
        if (status == task_taken) {
            progress_.say(fmt::format("{}: is being graded by another process, and was left to it", id));
        } else if (status == task_refused && !alone) {
            if (++refused_ >= most_refused)
                throw UserError(
                    fmt::format("the grader refused {}, as above; mend that, and go on: {}",
                                counted(static_cast<std::size_t>(refused_), "student", "students"),
                                class_command({"grade", "--resume", "--out", out_.path().string()})));
        } else if (status != task_done && status != task_again) {
            const std::string what =
                status > 128 ? fmt::format("signal {}", status - 128) : fmt::format("status {}", status);
            note_lost_attempt(out_, id, alone,
                              status == task_refused
                                  ? "the grader refuses it: see log.txt"
                                  : fmt::format("the grading was ended from outside ({})", what));
        }
        ++done_;
        left_ -= left_ > 0 ? 1 : 0;
        const std::size_t place = places_.at(id);
        Outcome outcome = read_outcome(out_, id);
        if (outcome.document) outcome.document = slim(std::move(*outcome.document));
        outcomes_[place] = std::move(outcome);
        changed_ = true;
        tell(place);
    }

    void tell(std::size_t place) {
        const Student& student = asked_.students[place];
        const Outcome& outcome = outcomes_[place];
        std::string line =
            fmt::format("[{}/{}] {}: {}", done_, done_ + left_, student.id, result_line(student, outcome));
        if (!outcome.state.attempts.empty())
            line += fmt::format(" ({:.0f} s)", outcome.state.attempts.back().seconds);
        const std::string time = remaining_time(elapsed(), done_, left_);
        if (!progress_.is_live() && !time.empty()) line += fmt::format("; {} left", time);
        progress_.say(line);
        show();
    }

    void show() {
        std::vector<std::string> names(running_.begin(), running_.end());
        const std::size_t more = names.size() > most_shown ? names.size() - most_shown : 0;
        names.resize(names.size() - more);
        const std::string time = remaining_time(elapsed(), done_, left_);
        progress_.show(fmt::format("[{}/{}] grading {}{}{}", done_, done_ + left_, fmt::join(names, ", "),
                                   more > 0 ? fmt::format(" and {} more", more) : "",
                                   time.empty() ? "" : "; " + time + " left"));
    }

    void write() {
        write_outputs(out_, asked_, outcomes_);
        changed_ = false;
    }

    [[nodiscard]] std::chrono::seconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - began_);
    }

    [[nodiscard]] ClassEnd end(bool interrupted) const {
        ClassEnd end;
        end.interrupted = interrupted;
        for (std::size_t at = 0; at < outcomes_.size(); ++at) {
            const State& state = outcomes_[at].state;
            if (!asked_.students[at].problem.empty())
                ++end.nothing;
            else if (outcomes_[at].document)
                ++end.graded;
            else if (state.is_final)
                ++end.no_verdict;
            if (outcomes_[at].document && state.is_flagged()) ++end.flagged;
            if (!reasons_of(outcomes_[at]).empty()) ++end.not_built;
        }
        return end;
    }

    const ClassDirectory& out_;
    const Class& asked_;
    Engine& engine_;
    StopSignals& stop_;
    ClassProgress progress_;
    std::map<std::string, std::size_t> places_;
    std::vector<Outcome> outcomes_;
    std::set<std::string> running_;
    steady_clock::time_point began_ = steady_clock::now();
    std::size_t done_ = 0;
    std::size_t left_ = 0;
    bool changed_ = false;
    int refused_ = 0;
};

}  // namespace

ClassLock::ClassLock(const ClassDirectory& out)
    : lock_(check(::open((out.path() / ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666),
                  (out.path() / ".lock").string())) {
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return;
    if (errno != EWOULDBLOCK) check(-1, "flock " + (out.path() / ".lock").string());
    throw UserError(
        fmt::format("another `./lab class` works in {}; wait until it has ended", out.path().string()));
}

std::vector<std::string> unfinished_students(const ClassDirectory& out, const Class& asked) {
    std::vector<std::string> ids;
    for (const Student& student : asked.students) {
        if (student.problem.empty() && !read_state(out, student.id).is_final) ids.push_back(student.id);
    }
    return ids;
}

std::string result_line(const Student& student, const Outcome& outcome) {
    if (!student.problem.empty()) return student.problem;
    const std::string failure = outcome.state.attempts.empty() ? "" : outcome.state.attempts.back().failure;
    std::string line;
    if (outcome.document) {
        for (const LabResult& lab : outcome.document->labs) {
            const bool has_points =
                lab.status != LabStatus::not_built && lab.status != LabStatus::not_started;
            line += has_points ? fmt::format("lab {} {}/{}, ", lab.lab, lab.score(), lab.max_score())
                               : fmt::format("lab {} {}, ", lab.lab, word(lab.status));
        }
        line += word(outcome.document->status());
    } else {
        line = standing(student, outcome);
    }
    if (student.late) line += ", late";
    return failure.empty() ? line : fmt::format("{}; {}", line, failure);
}

ClassEnd run_class(const ClassDirectory& out, const Class& asked, Engine& engine, StopSignals& stop) {
    return Run(out, asked, engine, stop).run();
}

}  // namespace grader
