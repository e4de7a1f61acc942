#include "base/captured.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace {

using std::chrono::steady_clock;

struct Pipe {
    UniqueFd read;
    UniqueFd write;

    Pipe() {
        int ends[2];
        check(::pipe2(ends, O_CLOEXEC), "pipe2");
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
};

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// 0, or the error.
int spawn(pid_t& child, const std::vector<std::string>& command, const std::vector<std::string>& environment,
          int input, int output, int complaint) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, complaint, STDERR_FILENO);
    const int error = ::posix_spawnp(&child, command.front().c_str(), &actions, nullptr,
                                     pointers_to(command).data(), pointers_to(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    return error;
}

/// Appends what is there; false at the end.
bool take(const UniqueFd& from, std::string& to) {
    char part[65536];
    const ssize_t count = ::read(from.get(), part, sizeof part);
    if (count > 0) to.append(part, static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && errno == EINTR);
}

}  // namespace

Captured capture(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                 std::chrono::seconds time, std::size_t limit) {
    const auto deadline = steady_clock::now() + time;
    constexpr std::size_t most_complaint = 4096;
    Captured captured;
    const UniqueFd nothing(check(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null"));
    Pipe output;
    Pipe complaint;
    pid_t child = -1;
    if (const int error =
            spawn(child, command, environment, nothing.get(), output.write.get(), complaint.write.get());
        error != 0) {
        captured.complaint = command.front() + ": " + std::strerror(error);
        return captured;
    }
    output.write.reset();
    complaint.write.reset();
    bool stopped = false;
    while (!stopped && (output.read || complaint.read)) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
        captured.too_long = left <= 0;
        captured.too_large = captured.output.size() > limit;
        stopped = captured.too_long || captured.too_large;
        if (stopped) break;
        pollfd ends[] = {{output.read.get(), POLLIN, 0}, {complaint.read.get(), POLLIN, 0}};
        if (::poll(ends, 2, static_cast<int>(left)) <= 0) continue;
        if (ends[0].revents != 0 && !take(output.read, captured.output)) output.read.reset();
        if (ends[1].revents != 0 && !take(complaint.read, captured.complaint)) complaint.read.reset();
        if (captured.complaint.size() > most_complaint) captured.complaint.resize(most_complaint);
    }
    if (stopped) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!stopped && WIFEXITED(status)) captured.status = WEXITSTATUS(status);
    while (!captured.complaint.empty() && captured.complaint.back() == '\n') captured.complaint.pop_back();
    return captured;
}

}  // namespace grader
