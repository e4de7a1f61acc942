#include "base/confined_child.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "base/core_dumps.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace grader {

namespace {

constexpr int status_of_failure = 9;  // its answer is what it threw

// Sanitizers take terabytes of addresses, and use few of them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#elif defined(__has_feature)
constexpr bool is_sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool is_sanitized = false;
#endif

/// Its addresses may become so many more than it has now.
void limit_memory(std::size_t more) {
    if (is_sanitized) return;
    const std::string statm = read_file("/proc/self/statm", 128).value_or("");
    const auto pages = static_cast<rlim_t>(std::strtoull(statm.c_str(), nullptr, 10));
    const rlim_t most = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + more;
    const rlimit wanted{most, most};
    ::setrlimit(RLIMIT_AS, &wanted);
}

void write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) ::_exit(1);  // nobody reads on
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

void give_up_all_but_memory() {
    const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release);
    if (!filter) return;
    for (const char* name : {"read",         "pread64",   "readv",         "write",        "writev",
                             "lseek",        "dup",       "fcntl",         "fstat",        "newfstatat",
                             "statx",        "close",     "brk",           "mmap",         "munmap",
                             "mremap",       "madvise",   "mprotect",      "futex",        "sched_yield",
                             "getpid",       "gettid",    "tgkill",        "rt_sigaction", "rt_sigprocmask",
                             "rt_sigreturn", "setitimer", "clock_gettime", "gettimeofday", "getrandom",
                             "exit",         "exit_group"}) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call != __NR_SCMP_ERROR && call >= 0) seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
    }
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    seccomp_load(filter.get());
}

ChildAnswer answer_of_child(
    const UniqueFd& input,
    const std::function<void(int input, const std::function<void(const std::string&)>&)>& work,
    const ChildLimits& limits) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const UniqueFd answer(ends[0]);
    UniqueFd theirs(ends[1]);
    const pid_t parent = ::getpid();
    const pid_t child = check(::fork(), "fork");
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(1);
        for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
        const int kept_input = ::fcntl(input.get(), F_DUPFD, 10);
        const int kept_answer = ::fcntl(theirs.get(), F_DUPFD, 10);
        ::dup2(kept_input, 3);
        ::dup2(kept_answer, 4);
        ::syscall(SYS_close_range, 5U, ~0U, 0U);
        for (const int standard : {0, 1, 2}) ::close(standard);
        const rlimit seconds{limits.cpu_seconds, limits.cpu_seconds + 1};
        ::setrlimit(RLIMIT_CPU, &seconds);
        leave_no_core_dumps();
        limit_memory(limits.memory);
        give_up_all_but_memory();
        try {
            work(3, [](const std::string& bytes) { write_all(4, bytes); });
        } catch (const std::bad_alloc&) {
            ::_exit(1);
        } catch (const std::exception& error) {
            // Behind all that was answered before: its last line.
            write_all(4, std::string("\n") + error.what());
            ::_exit(status_of_failure);
        }
        ::_exit(0);
    }
    theirs.reset();
    ChildAnswer done;
    char part[65536];
    for (;;) {
        const ssize_t got = ::read(answer.get(), part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (done.bytes.size() + static_cast<std::size_t>(got) > limits.answer) {
            done.failure = "it says too much";
            ::kill(child, SIGKILL);
            break;
        }
        done.bytes.append(part, static_cast<std::size_t>(got));
    }
    int status = 0;
    pid_t waited = 0;
    while ((waited = ::waitpid(child, &status, 0)) < 0 && errno == EINTR) {
    }
    if (!done.failure.empty()) return done;
    done.ok = waited == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (done.ok) return done;
    done.is_own_word = WIFEXITED(status) && WEXITSTATUS(status) == status_of_failure;
    if (done.is_own_word)
        done.failure = done.bytes.substr(done.bytes.rfind('\n') + 1);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        done.failure = "it takes too long";
    else if (WIFSIGNALED(status))
        done.failure = std::string("it makes its reader fail (") + ::strsignal(WTERMSIG(status)) + ")";
    else
        done.failure = "it takes too much memory";
    return done;
}

}  // namespace grader
