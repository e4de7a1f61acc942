#include "arena/janitor.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "arena/cgroup.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace grader {

namespace {

namespace fs = std::filesystem;

// What a message begins with; the rest is a path, and a zero byte, which no path has in it.
constexpr char a_cgroup = 'c';
constexpr char a_directory = 'd';
constexpr char not_ours = '-';

struct ToClean {
    std::vector<std::string> cgroups;
    std::vector<std::string> directories;

    explicit ToClean(const std::string& told) {
        std::istringstream messages(told);
        for (std::string message; std::getline(messages, message, '\0');) {
            const std::string path = message.substr(1);
            if (message[0] == a_cgroup) cgroups.push_back(path);
            if (message[0] == a_directory) directories.push_back(path);
            if (message[0] == not_ours) {
                std::erase(cgroups, path);
                std::erase(directories, path);
            }
        }
    }
};

void run_tool(std::vector<const char*> command) {
    command.push_back(nullptr);
    char path[] = "PATH=/usr/bin:/bin";
    char* const environment[] = {path, nullptr};
    pid_t tool = -1;
    if (::posix_spawnp(&tool, command[0], nullptr, nullptr, const_cast<char* const*>(command.data()),
                       environment) != 0)
        return;
    while (::waitpid(tool, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void remove_directory(const fs::path& directory) {
    constexpr int most_attempts = 100;
    std::error_code ignored;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        fs::remove_all(directory, ignored);
        if (!fs::exists(directory, ignored)) break;
        // A submission may have closed a directory, or have made a tree too deep for one descriptor a level:
        // these take any.
        run_tool({"chmod", "-R", "u+rwx", directory.c_str()});
        run_tool({"rm", "-rf", directory.c_str()});
        ::usleep(20'000);  // a process being torn down may still be writing
    }
}

/// Its arguments are still the grader's, and `pkill -f` knows a process by them: whoever kills graders so
/// must not kill who cleans up behind them. Where they lie: proc_pid_stat(5), arg_start and arg_end.
void take_a_name_of_its_own() {
    constexpr char name[] = "io-labs-janitor";
    ::prctl(PR_SET_NAME, name);
    const std::string stat = read_file("/proc/self/stat", 4096).value_or("");
    std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
    constexpr int fields_before = 45;  // from the state, which is number 3, to number 47
    std::string other;
    for (int field = 0; field < fields_before; ++field) fields >> other;
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    if (!(fields >> begin >> end) || begin == 0 || end <= begin + sizeof name) return;
    // Behind what the kernel shows as the arguments lies the environment, which stays.
    auto* const arguments = reinterpret_cast<char*>(begin);    // NOLINT(performance-no-int-to-ptr)
    std::fill(arguments, reinterpret_cast<char*>(end), '\0');  // NOLINT(performance-no-int-to-ptr)
    std::copy(std::begin(name), std::end(name), arguments);
}

[[noreturn]] void watch_and_clean(int channel) {
    // Out of the terminal's and the job's reach: Ctrl-C and `kill -- -GROUP` must not take the janitor too.
    ::setsid();
    take_a_name_of_its_own();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(signal, SIG_IGN);
    // Holding the user's pipe open would keep `./lab grade | less` waiting for us.
    const int null = ::open("/dev/null", O_RDWR);
    for (int standard = 0; null >= 0 && standard <= 2; ++standard) ::dup2(null, standard);
    // The grader's end goes with the rest: the channel must end when the grader does.
    if (channel != 3) {
        ::dup2(channel, 3);
        channel = 3;
    }
    ::close_range(4, ~0U, 0);
    // A directory that is being removed can't be somebody's place.
    [[maybe_unused]] const int moved = ::chdir("/");
    [[maybe_unused]] const auto said = ::write(channel, "!", 1);

    std::string told;
    char piece[4096];
    for (;;) {
        const ssize_t got = ::read(channel, piece, sizeof piece);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        told.append(piece, static_cast<std::size_t>(got));
    }
    const ToClean all(told);
    destroy_cgroups(all.cgroups);
    for (const std::string& directory : all.directories) remove_directory(directory);
    ::_exit(0);
}

}  // namespace

Janitor::Janitor() {
    int ends[2];
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
    const UniqueFd theirs(ends[1]);
    pipe_ = UniqueFd(ends[0]);
    pid_ = check(::fork(), "fork");
    if (pid_ == 0) watch_and_clean(ends[1]);
    char byte = 0;
    while (::read(pipe_.get(), &byte, 1) < 0 && errno == EINTR) {
    }
}

Janitor::~Janitor() {
    pipe_.reset();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void Janitor::will_make_cgroup(const fs::path& directory) {
    tell(a_cgroup, directory);
}
void Janitor::will_make_directory(const fs::path& directory) {
    tell(a_directory, directory);
}
void Janitor::did_not_make(const fs::path& directory) {
    tell(not_ours, directory);
}

void Janitor::tell(char what, const fs::path& directory) {
    const std::string message = what + fs::absolute(directory).string() + '\0';
    // In one piece, or not at all: half a path is another path.
    const ssize_t sent = ::send(pipe_.get(), message.data(), message.size(), MSG_NOSIGNAL);
    check(sent == static_cast<ssize_t>(message.size()) ? 0 : -1, "tell the janitor of " + directory.string());
}

}  // namespace grader
