// The warden: a program that sandboxes another, starts it, traces and observes it on request, and leaves
// nothing of it behind. The arena starts a warden for each launch (arena/process.cpp); its standard input is
// a channel, on which the two speak as protocol.hpp says.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdio>
#include <exception>

#include "base/channel.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "warden/confine.hpp"
#include "warden/protocol.hpp"
#include "warden/supervisor.hpp"

namespace grader {

namespace {

from_warden::Message not_launched(const std::exception& error) {
    return {0, from_warden::Ended{{Exit::Kind::not_launched, 0, error.what()}}};
}

[[noreturn]] void supervise_program(const to_warden::Launch& launch, Channel& channel) {
    try {
        become_supervisor(launch.program);
        if (launch.program.use_pid_namespace) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        Supervisor supervisor(launch, channel);
        supervisor.supervise();
        supervisor.end_all();
        channel.send(from_warden::Message{0, from_warden::Ended{supervisor.how_it_ended()}});
    } catch (const std::exception& error) {
        channel.send(not_launched(error));
        ::_exit(1);
    }
    ::_exit(0);
}

/// With a pid namespace the supervisor is a child, its init; this process only waits for it.
[[noreturn]] void wait_for_supervisor(pid_t supervisor, int channel) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int held : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, channel}) ::close(held);
    while (::waitpid(supervisor, nullptr, 0) < 0 && errno == EINTR) {
    }
    ::_exit(0);
}

[[noreturn]] void serve(Channel& channel) {
    try {
        const auto message = channel.receive();
        if (!message) ::_exit(0);
        const auto launch = message->get<to_warden::Launch>();
        enter_sandbox(launch.program);
        if (launch.program.use_pid_namespace) {
            const pid_t supervisor = check(::fork(), "fork");
            if (supervisor != 0) wait_for_supervisor(supervisor, channel.fd());
        }
        supervise_program(launch, channel);
    } catch (const std::exception& error) {
        channel.send(not_launched(error));
        ::_exit(1);
    }
}

bool is_socket(int fd) {
    struct stat about {};
    return ::fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode);
}

}  // namespace

}  // namespace grader

int main() {
    using namespace grader;
    if (!is_socket(STDIN_FILENO)) {
        std::fputs("io-labs-warden: the grader starts this program; start ./lab grade instead\n", stderr);
        return 64;
    }
    ::prctl(PR_SET_NAME, "io-labs-warden");  // for ps(1): it was executed by a descriptor
    ::setsid();                              // Ctrl-C is for the grader; its end is our order to clean up
    Channel channel(UniqueFd(check(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), "fcntl")));
    serve(channel);
}
