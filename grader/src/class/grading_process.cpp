#include "class/grading_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/captured.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "class/instant.hpp"
#include "report/text.hpp"
#include "result/json.hpp"

namespace grader {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

/// A grading bounds itself (eight minutes, on a slow machine ten times as much); this is for a grader that
/// hangs.
constexpr std::chrono::seconds longest_grading = 2h;
constexpr std::size_t most_complaint = 300;

std::vector<std::string> command_of(const GraderCall& call, const Student& student,
                                    const ClassOptions& options, const fs::path& into,
                                    const std::vector<std::string>& notices) {
    std::vector<std::string> words = {call.grader.string(),
                                      "--root",
                                      call.root.string(),
                                      "grade",
                                      student.submission,
                                      "--student=" + (student.name.empty() ? student.id : student.name),
                                      "--progress",
                                      "--json",
                                      (into / "result.json").string(),
                                      "--report",
                                      "html=" + (into / "report.html").string()};
    const auto add = [&](const std::string& option, const std::string& value) {
        words.push_back(option + "=" + value);
    };
    if (!student.commit.empty()) add("--commit", student.commit);
    if (options.lab != 0) add("--lab", std::to_string(options.lab));
    if (options.repeat > 1) add("--repeat", std::to_string(options.repeat));
    if (options.within > 0) add("--within", std::to_string(options.within));
    if (!options.hints.empty()) add("--hints", options.hints);
    for (const std::string& check : options.checks) add("--check", check);
    if (options.trusted) words.emplace_back("--trusted");
    for (const std::string& notice : notices) add("--notice", notice);
    return words;
}

/// The course's files that a student's clone has in another form.
std::vector<std::string> changed_course_files(const GraderCall& call, const Student& student) {
    const fs::path script = call.root / "course/changed.sh";
    std::error_code ignored;
    if (!student.commit.empty() || !fs::exists(fs::path(student.submission) / ".io-labs/course", ignored) ||
        !fs::exists(script, ignored))
        return {};
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
    const Captured told = capture({"bash", script.string(), student.submission}, environment, 60s, 1U << 16U);
    std::vector<std::string> lines;
    std::string line;
    for (const char letter : told.output) {
        if (letter != '\n') {
            line += letter;
            continue;
        }
        lines.push_back(std::exchange(line, ""));
    }
    return lines;
}

/// In the child. Ctrl-C is the class's to hear, and whoever ends the class ends this.
[[noreturn]] void become(const std::vector<std::string>& words, pid_t parent, int output, int log) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::setpgid(0, 0);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::setenv("COLUMNS", "80", 1);
    const UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    ::dup2(nothing.get(), STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    std::vector<char*> pointers;
    for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    ::execv(pointers[0], pointers.data());
    const std::string complaint = fmt::format("{}: {}\n", words[0], std::strerror(errno));
    [[maybe_unused]] const auto said = ::write(STDERR_FILENO, complaint.data(), complaint.size());
    ::_exit(127);
}

UniqueFd created(const fs::path& path) {
    return UniqueFd(
        check(::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0666), path.string()));
}

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Waits for the child, and ends it if it takes longer than any grading.
int wait_for(pid_t child, steady_clock::time_point latest, rusage& used, bool& too_long) {
    int status = 0;
    for (;;) {
        const pid_t waited = ::wait4(child, &status, too_long ? 0 : WNOHANG, &used);
        if (waited == child) return status;
        if (waited < 0 && errno != EINTR) check(-1, "wait4");
        if (!too_long && steady_clock::now() > latest) {
            too_long = true;
            ::kill(child, SIGKILL);
        }
        if (!too_long) ::usleep(20'000);
    }
}

std::optional<ResultDocument> finished_document(const fs::path& path) {
    const auto text = read_file(path);
    if (!text) return std::nullopt;
    const auto json = parse_document(*text);
    if (json.is_discarded()) return std::nullopt;
    try {
        ResultDocument document = from_json(json);
        if (document.finished) return document;
    } catch (const UserError&) {
        return std::nullopt;
    }
    return std::nullopt;
}

/// What the grader said last, for who can't look at its log.
std::string last_words(const fs::path& log) {
    std::string text = read_file(log).value_or("");
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::string line = text.substr(text.rfind('\n') + 1);
    if (line.size() > most_complaint) line.resize(most_complaint);
    return printable(line);
}

std::string why_no_verdict(int status, bool too_long, const fs::path& log) {
    if (too_long) return "the grader did not come to an end, and was ended";
    const std::string said = last_words(log);
    const std::string about = said.empty() ? "" : fmt::format(" ({})", said);
    if (WIFSIGNALED(status))
        return fmt::format("the grader was ended by signal {} ({}){}", WTERMSIG(status),
                           ::strsignal(WTERMSIG(status)), about);
    return fmt::format("the grader gave no verdict (exit status {}){}", WEXITSTATUS(status), about);
}

}  // namespace

OneGrading grade_in_process(const GraderCall& call, const Student& student, const ClassOptions& options,
                            const fs::path& into) {
    OneGrading grading;
    grading.attempt.started = utc_time_now();
    grading.attempt.node = this_machine().node;
    const std::vector<std::string> words =
        command_of(call, student, options, into, changed_course_files(call, student));
    const UniqueFd output = created(into / "report.txt");
    const UniqueFd log = created(into / "log.txt");
    const auto began = steady_clock::now();
    const pid_t parent = ::getpid();
    const pid_t child = check(::fork(), "fork");
    if (child == 0) become(words, parent, output.get(), log.get());
    rusage used{};
    bool too_long = false;
    const auto longest = options.within > 0 ? std::chrono::seconds(options.within) + 5min : longest_grading;
    const int status = wait_for(child, began + longest, used, too_long);
    grading.attempt.seconds = std::chrono::duration<double>(steady_clock::now() - began).count();
    grading.attempt.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    if (WIFEXITED(status)) grading.attempt.exit_status = WEXITSTATUS(status);
    // 0 to 3 are verdicts, of a document that is finished.
    if (grading.attempt.exit_status >= 0 && grading.attempt.exit_status <= 3)
        grading.document = finished_document(into / "result.json");
    if (!grading.document) {
        grading.attempt.failure = why_no_verdict(status, too_long, into / "log.txt");
        return grading;
    }
    grading.attempt.failure = left_open_by_machine(*grading.document);
    if (grading.attempt.failure.empty()) grading.attempt.failure = doubtful_for_load(*grading.document);
    return grading;
}

std::string doubtful_for_load(const ResultDocument& document) {
    const bool any = std::any_of(document.labs.begin(), document.labs.end(), [](const LabResult& lab) {
        return lab.status == LabStatus::failed || lab.status == LabStatus::not_started;
    });
    if (!any || document.machine.slowdown < busy_machine) return {};
    return fmt::format("the machine was busy ({:.0f} times slower than it can be)",
                       document.machine.slowdown);
}

std::vector<std::string> checks_left_open(const ResultDocument& document) {
    std::vector<std::string> open;
    for (const LabResult& lab : document.labs) {
        for (const CheckResult& check : lab.checks) {
            const bool is_open =
                check.verdict == Verdict::inconclusive && !check.advisory && !lacked_time(check);
            if (is_open) open.push_back(fmt::format("lab{} {}", lab.lab, check.name));
        }
    }
    return open;
}

std::string left_open_by_machine(const ResultDocument& document) {
    const std::vector<std::string> open = checks_left_open(document);
    if (open.empty()) return {};
    for (const LabResult& lab : document.labs) {
        for (const CheckResult& check : lab.checks) {
            if (fmt::format("lab{} {}", lab.lab, check.name) != open.front()) continue;
            const std::string reason =
                check.finding ? printable(check.finding->seen.substr(0, most_complaint)) : "";
            return fmt::format("left open by the machine: {}{}{}", open.front(),
                               open.size() > 1 ? fmt::format(" and {} more", open.size() - 1) : "",
                               reason.empty() ? "" : " (" + reason + ")");
        }
    }
    return {};
}

}  // namespace grader
