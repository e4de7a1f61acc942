#include "cli/debugger.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// Ctrl-C is gdb's as long as it has the terminal: as system(3) does it.
class LeavesInterruptsToChild {
 public:
    LeavesInterruptsToChild() {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGINT, &ignore, &interrupt_);
        ::sigaction(SIGQUIT, &ignore, &quit_);
    }
    ~LeavesInterruptsToChild() {
        ::sigaction(SIGINT, &interrupt_, nullptr);
        ::sigaction(SIGQUIT, &quit_, nullptr);
    }
    LeavesInterruptsToChild(const LeavesInterruptsToChild&) = delete;
    LeavesInterruptsToChild& operator=(const LeavesInterruptsToChild&) = delete;

 private:
    struct sigaction interrupt_ {};
    struct sigaction quit_ {};
};

/// A gdb that is killed leaves the terminal as its line editor had it.
class KeepsTerminal {
 public:
    KeepsTerminal() {
        termios now{};
        if (::tcgetattr(STDIN_FILENO, &now) == 0) before_ = now;
    }
    ~KeepsTerminal() {
        if (before_) ::tcsetattr(STDIN_FILENO, TCSANOW, &*before_);
    }
    KeepsTerminal(const KeepsTerminal&) = delete;
    KeepsTerminal& operator=(const KeepsTerminal&) = delete;

 private:
    std::optional<termios> before_;
};

/// What gdb is to do first. An error ends a file of commands: so attaching comes last.
std::string first_commands(const DebuggerJob& job) {
    std::string text =
        "set confirm off\n"
        "set pagination off\n"
        "set print thread-events off\n";
    std::string directories;
    for (const fs::path& directory : job.sources)
        directories += (directories.empty() ? "" : ":") + directory.string();
    text += fmt::format("set directories {}:$cdir:$cwd\n", directories);
    text += fmt::format("set substitute-path /provided {}\n", job.provided.string());
    for (const fs::path& script : job.scripts) {
        // Where everybody can read it.
        const fs::path copy = job.scratch / script.filename();
        fs::copy_file(script, copy, fs::copy_options::overwrite_existing);
        fs::permissions(copy, fs::perms(0644));
        text += fmt::format("source {}\n", copy.string());
    }
    text += fmt::format("io-labs attach {}\n", job.server.process);
    return text;
}

std::vector<std::string> command_line(const fs::path& gdb, const DebuggerJob& job) {
    const fs::path first = job.scratch / "debug.gdb";
    write_file(first, first_commands(job));
    fs::permissions(first, fs::perms(0644));
    std::vector<std::string> words = {gdb, "-q"};
    if (job.leaves) words.insert(words.end(), {"-nx", "-batch"});
    // Before the program is read: nothing is fetched from anywhere, its files are those that are seen here,
    // and threads are told apart by the kernel (the program knows other numbers of its own).
    for (const char* setting :
         {"set debuginfod enabled off", "set sysroot /", "set libthread-db-search-path "})
        words.insert(words.end(), {"-iex", setting});
    if (!job.program.empty()) words.push_back(job.program);
    words.insert(words.end(), {"-x", first.string()});
    for (const auto* commands : {&job.overview, &job.commands}) {
        for (const std::string& command : *commands) words.insert(words.end(), {"-ex", command});
    }
    if (!job.leaves) words.insert(words.end(), {"-ex", "set pagination on"});
    return words;
}

/// False if that is not allowed. 0: as we are.
bool become_user(unsigned user) {
    return user == 0 || (::setgroups(0, nullptr) == 0 && ::setresgid(user, user, user) == 0 &&
                         ::setresuid(user, user, user) == 0);
}

/// What comes of attaching: 0 or an errno. It is tried by somebody who lets go by ending.
int trial(int process, unsigned user) {
    const pid_t tries = check(::fork(), "fork");
    if (tries == 0)
        ::_exit(become_user(user) && ::ptrace(PTRACE_SEIZE, process, nullptr, nullptr) == 0 ? 0 : errno);
    int status = 0;
    while (::waitpid(tries, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : EPERM;
}

[[noreturn]] void become(std::vector<char*> words, const DebuggerJob& job) {
    if (!become_user(job.user)) ::_exit(127);
    // Without us nobody would end it, or what it looks at. (A change of user takes this back.)
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (const int number : {SIGINT, SIGQUIT, SIGXFSZ}) ::signal(number, SIG_DFL);
    if (job.leaves) {
        const int nothing = ::open("/dev/null", O_RDONLY);
        if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
    }
    ::execv(words[0], words.data());
    ::_exit(127);
}

}  // namespace

fs::path find_gdb() {
    std::istringstream path(variable("PATH"));
    for (std::string directory; std::getline(path, directory, ':');) {
        const fs::path candidate = fs::path(directory.empty() ? "." : directory) / "gdb";
        if (::access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate)) return candidate;
    }
    return {};
}

Permission permission_to_attach(int process, unsigned user) {
    const int error = trial(process, 0);
    if (error == 0) return {};
    if (user != 0 && trial(process, user) == 0) return {user, ""};
    std::string words =
        fmt::format("this machine lets nobody look into the server ({})", std::strerror(error));
    const std::string scope = read_file("/proc/sys/kernel/yama/ptrace_scope", 16).value_or("0");
    if (scope[0] > '1')
        words += fmt::format("; kernel.yama.ptrace_scope is {}: try it as root{}", scope[0],
                             scope[0] == '2' ? ", or with: sudo sysctl kernel.yama.ptrace_scope=1" : "");
    return {0, words};
}

void run_debugger(const fs::path& gdb, const DebuggerJob& job) {
    std::vector<std::string> words = command_line(gdb, job);
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const KeepsTerminal terminal;
    const LeavesInterruptsToChild interrupts;
    const pid_t child = check(::fork(), "fork");
    if (child == 0) become(std::move(pointers), job);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace grader
