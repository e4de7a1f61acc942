#include "cli/watch/lab_command.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "cli/options.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// This very build is the one to use, wherever it lies. (Variables that the grader does not know were taken
/// away when it began.)
void name_this_build() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (error) return;
    ::setenv("IO_LABS_GRADER", self.c_str(), 1);
    // …/grader/src/cli/io-labs-grader
    const fs::path build = self.parent_path().parent_path().parent_path().parent_path();
    if (fs::exists(build / "build.ninja", error)) ::setenv("IO_LABS_BUILD", build.c_str(), 1);
}

/// The first of the signals that ask us to end.
int signal_to_end(int signals) {
    signalfd_siginfo taken{};
    while (::read(signals, &taken, sizeof taken) == sizeof taken) {
        if (taken.ssi_signo != SIGINT && taken.ssi_signo != SIGWINCH)
            return static_cast<int>(taken.ssi_signo);
    }
    return 0;
}

struct Ended {
    int status;    ///< 128 and the signal's number if one ended it
    int asked_to;  ///< the signal that asked us to end meanwhile, and was passed on; 0: none
};

/// Our blocked signals are not blocked there. It does not outlive us.
Ended run_lab_command(const fs::path& root, const std::vector<std::string>& words, int signals) {
    const fs::path lab = root / "lab";
    const pid_t child = check(::fork(), "fork");
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        name_this_build();
        std::vector<std::string> all = {"bash", lab.string()};
        all.insert(all.end(), words.begin(), words.end());
        std::vector<char*> arguments;
        for (std::string& word : all) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execvp("bash", arguments.data());
        ::_exit(127);
    }
    Ended ended{0, 0};
    int status = 0;
    constexpr int between_looks_ms = 100;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        pollfd told{signals, POLLIN, 0};
        ::poll(&told, 1, between_looks_ms);
        if (const int signal = signal_to_end(signals); signal != 0) ::kill(child, ended.asked_to = signal);
    }
    ended.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return ended;
}

}  // namespace

int give_terminal_to(const fs::path& root, const std::vector<std::string>& words, Screen& screen,
                     int signals) {
    screen.leave();
    const auto [status, asked_to] = run_lab_command(root, words, signals);
    if (asked_to != 0) return asked_to;
    if (status != 0)
        fmt::print("\n`./lab {}` ended with status {}{}.\n", fmt::join(words, " "), status,
                   status == exit_usage ? ": this copy of the course does not have it" : "");
    fmt::print("\nAny key goes back to the watch.\n");
    std::fflush(stdout);
    screen.enter();
    // Its own screen would hide what was said.
    screen.show_first();
    pollfd fds[] = {{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}};
    while (::poll(fds, 2, -1) < 0) {
    }
    char key = 0;
    while (fds[0].revents != 0 && ::read(STDIN_FILENO, &key, 1) > 0) {
    }
    screen.show_second();
    return 0;
}

}  // namespace grader
