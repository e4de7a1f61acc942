#include "arena/janitor.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "arena/cgroup.hpp"
#include "base/error.hpp"

namespace grader {

namespace {

[[noreturn]] void wait_and_clean(int pipe_end, const std::filesystem::path& scratch,
                                 const std::vector<std::string>& cgroups) {
    // Out of the terminal's and the job's reach: Ctrl-C and `kill -- -GROUP` must not take the janitor too.
    ::setsid();
    ::prctl(PR_SET_NAME, "io-labs-janitor");
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(signal, SIG_IGN);
    // Holding the user's pipe open would keep `./lab grade | less` waiting for us.
    const int null = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard <= 2; ++standard) ::dup2(null, standard);
    // The write end goes with the rest: the pipe must end when the grader does.
    if (pipe_end != 3) {
        ::dup2(pipe_end, 3);
        pipe_end = 3;
    }
    ::close_range(4, ~0U, 0);

    char byte = 0;
    while (::read(pipe_end, &byte, 1) < 0 && errno == EINTR) {
    }
    destroy_cgroups(cgroups);
    std::error_code ignored;
    for (int attempt = 0; attempt < 100; ++attempt) {
        std::filesystem::remove_all(scratch, ignored);
        if (!std::filesystem::exists(scratch)) break;
        ::usleep(20'000);  // a process being torn down may still be writing
    }
    ::_exit(0);
}

}  // namespace

Janitor::Janitor(const std::filesystem::path& scratch, const std::vector<std::string>& cgroups) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const UniqueFd read_end(ends[0]);
    alive_ = UniqueFd(ends[1]);
    pid_ = check(::fork(), "fork");
    if (pid_ == 0) wait_and_clean(ends[0], scratch, cgroups);
}

Janitor::~Janitor() {
    alive_.reset();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace grader
