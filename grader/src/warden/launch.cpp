#include "warden/launch.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "warden/confine.hpp"

namespace grader {

namespace {

constexpr int could_not_launch = 127;

std::uint64_t random_key() {
    std::uint64_t key = 0;
    while (key == 0) check(static_cast<int>(::getrandom(&key, sizeof key, 0)), "getrandom");
    return key;
}

/// In the program's process: `go` ends when it may go on, `failure` is where it says why it could not.
[[noreturn]] void run_program(const to_warden::Launch& launch, const ProcessPermits& permits, int go,
                              int failure) {
    const LaunchSpec& spec = launch.program;
    try {
        char byte = 0;
        while (::read(go, &byte, 1) < 0 && errno == EINTR) {
        }
        // Where only ancestors may look into a process (Yama, PR_SET_PTRACER(2const)): it stays so across
        // exec. With namespaces its number means nothing here, and who made them may look anyway.
        if (spec.debugger != 0) ::prctl(PR_SET_PTRACER, static_cast<unsigned long>(spec.debugger), 0, 0, 0);
        // A tracer stops each new process in any case.
        const bool new_processes_ask = !launch.has_tracer();
        const std::uint64_t key = spec.may_execute ? 0 : random_key();
        permits.send(confine_program(launch, key, new_processes_ask));
        std::vector<char*> arguments;
        std::vector<char*> environment;
        for (const std::string& word : spec.command) arguments.push_back(const_cast<char*>(word.c_str()));
        for (const std::string& entry : spec.environment)
            environment.push_back(const_cast<char*>(entry.c_str()));
        arguments.push_back(nullptr);
        environment.push_back(nullptr);
        ::syscall(SYS_execveat, AT_FDCWD, arguments[0], arguments.data(), environment.data(), 0, key);
        check(-1, "execute " + spec.command[0]);
    } catch (const std::exception& error) {
        [[maybe_unused]] const auto written = ::write(failure, error.what(), std::strlen(error.what()));
    }
    ::_exit(could_not_launch);
}

}  // namespace

LaunchedProgram::LaunchedProgram(const to_warden::Launch& launch, ProcessPermits& permits) {
    int go[2];
    int failure[2];
    check(::pipe2(go, O_CLOEXEC), "pipe2");
    const UniqueFd go_read(go[0]);
    go_.reset(go[1]);
    check(::pipe2(failure, O_CLOEXEC | O_NONBLOCK), "pipe2");
    failure_.reset(failure[0]);
    const UniqueFd failure_write(failure[1]);
    // A change of user makes a process untraceable, its children too, until exec: the program must be
    // traceable, and the warden may be until the program runs.
    check(::prctl(PR_SET_DUMPABLE, 1), "prctl(PR_SET_DUMPABLE)");
    process_ = check(::fork(), "fork");
    if (process_ == 0) {
        go_.reset();
        run_program(launch, permits, go_read.get(), failure_write.get());
    }
    permits.close_side_of_program();
    // The program's output pipes must end with the program, not with us.
    const UniqueFd null(check(::open("/dev/null", O_RDWR | O_CLOEXEC), "open /dev/null"));
    check(::dup2(null.get(), STDOUT_FILENO), "dup2");
    check(::dup2(null.get(), STDERR_FILENO), "dup2");
}

void LaunchedProgram::let_go() {
    check(::prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)");
    go_.reset();
}

std::string LaunchedProgram::failure() const {
    char reason[1024];
    const ssize_t length = ::read(failure_.get(), reason, sizeof reason);
    return length > 0 ? std::string(reason, static_cast<std::size_t>(length)) : std::string();
}

}  // namespace grader
