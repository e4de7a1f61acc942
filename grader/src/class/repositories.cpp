#include "class/repositories.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/captured.hpp"
#include "class/instant.hpp"
#include "report/text.hpp"

namespace grader {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t at_once = 4;
constexpr std::size_t most_said = std::size_t{1} << 16U;

/// Ours without git's own, which may speak of another repository; nobody is asked for a password, because
/// nobody might be there.
std::vector<std::string> environment_for_git() {
    std::vector<std::string> environment = {"GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1",
                                            "GIT_NO_LAZY_FETCH=1", "LC_ALL=C"};
    bool has_ssh = false;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        const bool is_access = variable.rfind("GIT_SSH", 0) == 0 || variable.rfind("GIT_ASKPASS=", 0) == 0 ||
                               variable.rfind("GIT_CONFIG_GLOBAL=", 0) == 0 ||
                               variable.rfind("GIT_CONFIG_NOSYSTEM=", 0) == 0;
        has_ssh = has_ssh || variable.rfind("GIT_SSH", 0) == 0;
        if (is_access || (variable.rfind("GIT_", 0) != 0 && variable.rfind("LC_ALL=", 0) != 0))
            environment.emplace_back(variable);
    }
    if (!has_ssh) environment.emplace_back("GIT_SSH_COMMAND=ssh -o BatchMode=yes");
    return environment;
}

Captured git(std::vector<std::string> words, std::chrono::seconds time = 60s) {
    words.insert(words.begin(), {"git", "-c", "protocol.ext.allow=never", "-c", "core.fsmonitor=false"});
    return capture(words, environment_for_git(), time, most_said);
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

/// The line that says what is wrong, of all that git says.
std::string complaint_of(const Captured& failed, std::string_view what) {
    if (failed.too_long) return fmt::format("{} took too long", what);
    std::istringstream lines(failed.complaint);
    std::string said = first_line(failed.complaint);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("fatal: ", 0) == 0 || line.rfind("error: ", 0) == 0 || line.rfind("ERROR: ", 0) == 0) {
            said = line.substr(line.find(' ') + 1);
            break;
        }
    }
    return fmt::format("{} failed: {}", what, said.empty() ? "git said nothing" : printable(said));
}

struct Commit {
    std::string name;
    std::string date;  ///< of its committer, in UTC
};

/// The newest one that `options` of git rev-list leave; no name if there is none.
Commit newest(const std::string& repository, const std::vector<std::string>& options,
              std::string& complaint) {
    // A repository that was handed in has settings of its own; none of them may have anything fetched.
    std::vector<std::string> words = {"-c",
                                      "protocol.allow=never",
                                      "-C",
                                      repository,
                                      "rev-list",
                                      "--max-count=1",
                                      "--no-commit-header",
                                      "--format=%H %ct"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"HEAD", "--"});
    const Captured told = git(words);
    if (told.status != 0) {
        complaint = complaint_of(told, "reading its history");
        return {};
    }
    std::istringstream line(told.output);
    Commit commit;
    long long seconds = 0;
    if (line >> commit.name >> seconds) commit.date = utc_text(static_cast<std::time_t>(seconds));
    return commit;
}

/// A path that is relative in a roster begins where the roster is.
std::string resolved(const std::string& repository, const fs::path& beside) {
    const bool is_path =
        repository.find("://") == std::string::npos && repository.find(':') == std::string::npos;
    return is_path ? (beside / repository).lexically_normal().string() : repository;
}

void fetch(const ClassDirectory& out, Student& student, const std::string& deadline, const fs::path& beside) {
    const std::string from = resolved(student.repository, beside);
    std::error_code ignored;
    // What the roster calls a path may be a directory or an archive as well.
    if (fs::exists(from, ignored) && !is_repository(from)) {
        student.submission = fs::absolute(from).string();
        student.repository.clear();
        return;
    }
    if (from.front() == '-') {
        student.problem = fmt::format("{} is no address of a repository", printable(from));
        return;
    }
    const fs::path clone = out.clones() / (student.id + ".git");
    if (!fs::exists(clone, ignored)) {
        // Made aside: half a clone is none.
        const fs::path fresh = out.clones() / (student.id + ".new");
        fs::remove_all(fresh, ignored);
        const Captured done =
            git({"clone", "--quiet", "--bare", "--template=", "--", from, fresh.string()}, 600s);
        if (done.status != 0) {
            student.problem = complaint_of(done, fmt::format("cloning {}", printable(student.repository)));
            fs::remove_all(fresh, ignored);
            return;
        }
        fs::rename(fresh, clone);
    }
    student.submission = clone.string();
    choose_commit(student, deadline);
}

}  // namespace

bool is_repository(const fs::path& directory) {
    std::error_code ignored;
    return fs::exists(directory / ".git", ignored) ||
           (fs::exists(directory / "HEAD", ignored) && fs::is_directory(directory / "objects", ignored) &&
            fs::is_directory(directory / "refs", ignored));
}

void choose_commit(Student& student, const std::string& deadline) {
    std::string complaint;
    const Commit tip = newest(student.submission, {}, complaint);
    if (tip.name.empty()) {
        student.problem =
            complaint.empty() || complaint.find("ambiguous argument 'HEAD'") != std::string::npos
                ? "the repository has no commit"
                : complaint;
        return;
    }
    const bool is_clone = !student.repository.empty();
    if (is_clone) student.commit = tip.name;
    student.submitted = tip.date;
    const auto until = instant_of(deadline);
    if (!until) return;
    const Commit last = newest(student.submission, {fmt::format("--min-age={}", *until)}, complaint);
    if (!complaint.empty()) {
        student.problem = complaint;
        return;
    }
    student.late = last.name != tip.name;
    student.commit = last.name;
    student.submitted = last.date;
    if (last.name.empty()) {
        student.problem =
            fmt::format("there is no commit before the deadline; the last one is of {}", tip.date);
        student.submitted = tip.date;
    } else if (student.late) {
        student.notices.push_back(
            fmt::format("graded as of {} (commit {}): there are later commits, the last one of {}", last.date,
                        last.name.substr(0, 10), tip.date));
    }
}

void fetch_repositories(const ClassDirectory& out, std::vector<Student>& students,
                        const std::string& deadline, const fs::path& beside,
                        const std::function<void(std::size_t)>& fetched) {
    fs::create_directories(out.clones());
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;  // guards `done`, and who is told of it
    std::size_t done = 0;
    const auto work = [&] {
        for (std::size_t at = next++; at < students.size(); at = next++) {
            if (students[at].problem.empty()) {
                try {
                    fetch(out, students[at], deadline, beside);
                } catch (const std::exception& error) {
                    students[at].problem = error.what();
                }
            }
            const std::lock_guard lock(mutex);
            fetched(++done);
        }
    };
    std::vector<std::thread> workers;
    for (std::size_t count = std::min(at_once, students.size()); count > 0; --count)
        workers.emplace_back(work);
    for (std::thread& worker : workers) worker.join();
}

}  // namespace grader
