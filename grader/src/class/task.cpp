#include "class/task.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "class/changes.hpp"
#include "class/engine.hpp"
#include "class/reports.hpp"
#include "class/rescore.hpp"
#include "class/rubrics.hpp"
#include "submission/open.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// Of the grader: what it was given can't be graded with, whoever's submission it is (a rubric that is none,
/// an option).
constexpr int refused_usage = 64;
constexpr const char* attempt_prefix = ".attempt-";

/// Held until it is closed, however its owner ends. Empty if somebody else has it.
UniqueFd lock_of(const fs::path& file) {
    UniqueFd lock(check(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666), file.string()));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) check(-1, "flock " + file.string());
    return {};
}

/// Where the grader writes, until all of it is there.
class Aside {
 public:
    explicit Aside(const fs::path& student)
        : path_(student / fmt::format("{}{}", attempt_prefix, ::getpid())) {
        fs::create_directories(path_);
    }
    ~Aside() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }

 private:
    fs::path path_;
};

void move_into_place(const fs::path& from, const fs::path& to) {
    for (const char* name : {"report.html", "report.txt", "log.txt", "result.json"}) {
        std::error_code missing;
        if (fs::exists(from / name, missing)) fs::rename(from / name, to / name);
    }
}

/// What an earlier attempt saw otherwise hangs on the machine's load, or on a race of the student's.
void note_difference(const Student& student, const Outcome& before, OneGrading& grading) {
    const StudentChange change = change_of(student, before, {State(), grading.document});
    if (change.checks.empty()) return;
    std::string& failure = grading.attempt.failure;
    failure += fmt::format("{}not as at the first try: {}", failure.empty() ? "" : "; ", change_line(change));
}

void add_attempt(State& state, Attempt attempt) {
    const bool is_clean = attempt.failure.empty();
    state.attempts.push_back(std::move(attempt));
    state.is_final = is_clean || state.attempts.size() >= most_attempts;
}

}  // namespace

void remove_left_overs(const ClassDirectory& out, const std::string& id) {
    std::error_code error;
    for (fs::directory_iterator at(out.student(id), error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->path().filename().string().rfind(attempt_prefix, 0) == 0) fs::remove_all(at->path(), ignored);
    }
}

int run_task(const ClassDirectory& out, const std::string& id, const GraderCall& call, bool alone) {
    const Class asked = read_class(out);
    const Student* student = asked.student(id);
    if (student == nullptr) throw UserError(fmt::format("{} has no student {}", out.path().string(), id));
    if (!student->problem.empty()) return task_done;
    fs::create_directories(out.student(id));
    const UniqueFd lock = lock_of(out.student(id) / ".lock");
    if (!lock) return task_taken;
    State state = read_state(out, id);
    if (state.is_final) return task_done;
    remove_left_overs(out, id);
    const Aside aside(out.student(id));
    OneGrading grading = grade_in_process(call, *student, asked.options, aside.path());
    grading.attempt.alone = alone;
    const std::vector<fs::path> rubrics = rubrics_of_class(out);
    if (grading.document && !rubrics.empty()) {
        grading.document = rescore(std::move(*grading.document), load_rubrics(call.root, rubrics)).document;
        write_result(call, *grading.document, asked.options.hints, aside.path());
    }
    if (grading.attempt.exit_status == refused_usage && is_called_a_submission(student->submission)) {
        fs::rename(aside.path() / "log.txt", out.student(id) / "log.txt");
        throw UserError(fmt::format("{}: {}", id, grading.attempt.failure));
    }
    if (grading.document && state.has_verdict) note_difference(*student, read_outcome(out, id), grading);
    // A verdict that an earlier attempt gave is better than none.
    if (grading.document || !state.has_verdict) {
        describe(state, call, *student, asked.options, grading.document);
        state.rubric_hashes = hashes_of_rubrics(call.root, rubrics);
        move_into_place(aside.path(), out.student(id));
        state.has_verdict = grading.document.has_value();
    }
    add_attempt(state, std::move(grading.attempt));
    write_state(out, id, state);
    return state.is_final ? task_done : task_again;
}

void note_lost_attempt(const ClassDirectory& out, const std::string& id, bool alone,
                       const std::string& failure) {
    State state = read_state(out, id);
    if (state.is_final) return;
    Attempt attempt;
    attempt.started = utc_time_now();
    attempt.node = this_machine().node;
    attempt.alone = alone;
    attempt.failure = failure;
    add_attempt(state, std::move(attempt));
    fs::create_directories(out.student(id));
    write_state(out, id, state);
}

}  // namespace grader
