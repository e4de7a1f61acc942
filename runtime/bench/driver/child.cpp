#include "child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include <fstream>

#include "cores.hpp"

namespace bench {
namespace {

constexpr int exit_not_started = 127;

/// In the new process: never returns.
[[noreturn]] void become(std::vector<char*>& words, const std::vector<int>& cores, int output, bool quiet,
                         int parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(exit_not_started);  // it ended before the line above
    try {
        run_on(cores);
    } catch (const std::system_error&) {
        _exit(exit_not_started);
    }
    dup2(output, STDOUT_FILENO);
    if (quiet) dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
    execv(words.front(), words.data());
    _exit(exit_not_started);
}

}  // namespace

Child::Child(const std::vector<std::string>& command, const std::vector<int>& cores, bool quiet) {
    int ends[2];
    check(pipe2(ends, O_CLOEXEC), "pipe2");
    output_ = UniqueFd(ends[0]);
    const UniqueFd input(ends[1]);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const int parent = getpid();
    pid_ = check(fork(), "fork");
    if (pid_ == 0) become(words, cores, input.get(), quiet, parent);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::move(other.output_)),
      unread_(std::move(other.unread_)) {}

Child::~Child() {
    if (pid_ < 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

std::optional<std::string> Child::read_line(std::chrono::milliseconds patience) {
    using std::chrono::steady_clock;
    const auto deadline = steady_clock::now() + patience;
    for (;;) {
        if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
        pollfd readable{output_.get(), POLLIN, 0};
        if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
        char piece[4096];
        const ssize_t got = read(output_.get(), piece, sizeof piece);
        if (got <= 0) return std::nullopt;
        unread_.append(piece, static_cast<std::size_t>(got));
    }
}

Child::End Child::wait(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (read_line(patience)) {  // until the end of its output
    }
    if (std::chrono::steady_clock::now() >= deadline) kill(pid_, SIGKILL);
    int status = 0;
    rusage usage{};
    check(wait4(pid_, &status, 0, &usage), "wait4");
    pid_ = -1;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return {.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0,
            .cpu = std::chrono::duration<double>(seconds(usage.ru_utime) + seconds(usage.ru_stime))};
}

std::chrono::nanoseconds Child::cpu_time() const {
    clockid_t clock{};
    timespec used{};
    if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return {};
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

std::size_t Child::anonymous_bytes() const {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", pid_));
    for (std::string word; file >> word;) {
        std::size_t kib = 0;
        if (word == "Anonymous:" && file >> kib) return kib * 1024;
    }
    return 0;
}

bool Child::running() {
    if (pid_ < 0) return false;
    if (waitpid(pid_, nullptr, WNOHANG) != pid_) return true;
    pid_ = -1;
    return false;
}

}  // namespace bench
