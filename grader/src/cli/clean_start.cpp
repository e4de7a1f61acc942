#include "cli/clean_start.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/user_mask.hpp"

namespace grader {

namespace {

/// What is opened next must not become a standard descriptor.
void open_standard_descriptors() {
    for (int standard = STDIN_FILENO; standard <= STDERR_FILENO; ++standard) {
        if (::fcntl(standard, F_GETFD) != -1) continue;
        // The lowest free number is this one, because all below are open.
        check(::open("/dev/null", standard == STDIN_FILENO ? O_RDONLY : O_WRONLY), "open /dev/null");
    }
}

/// True if any was taken away.
bool take_unknown_variables_away() {
    std::vector<char*> kept;
    std::size_t all = 0;
    for (char** entry = environ; *entry != nullptr; ++entry, ++all) {
        const std::string_view text(*entry);
        if (is_known_variable(text.substr(0, text.find('=')))) kept.push_back(*entry);
    }
    std::copy(kept.begin(), kept.end(), environ);
    environ[kept.size()] = nullptr;
    return kept.size() != all;
}

/// True if the soft limit was another one.
bool set_soft_limit(__rlimit_resource resource, rlim_t wanted) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) return false;
    const rlim_t bounded = std::min(wanted, now.rlim_max);
    if (now.rlim_cur == bounded) return false;
    now.rlim_cur = bounded;
    return ::setrlimit(resource, &now) == 0;
}

/// Soft limits are a shell's habits; the hard ones are the machine's. True if a stack was another one: how
/// much address space and which stacks a program has is decided when it starts.
bool reset_soft_limits() {
    for (const __rlimit_resource resource : {RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_MEMLOCK,
                                             RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_RTTIME, RLIMIT_SIGPENDING})
        set_soft_limit(resource, RLIM_INFINITY);
    // "unlimited" is no larger stack but a smaller one: threads get 2 MiB then (pthread_create(3)).
    constexpr rlim_t usual_stack = 8U << 20U;
    return set_soft_limit(RLIMIT_STACK, usual_stack);
}

/// True if addresses were not random, or the machine pretended to be another one: setarch(8).
bool reset_personality() {
    const int now = ::personality(0xffffffff);
    return now > 0 && ::personality(PER_LINUX) != -1;
}

void reset_signals() {
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction now {};
        if (::sigaction(number, nullptr, &now) != 0) continue;
        const bool is_meant = number == SIGHUP || number == SIGINT || number == SIGQUIT;
        if (!(is_meant && now.sa_handler == SIG_IGN)) ::signal(number, SIG_DFL);
    }
    // A file that becomes too large is an error of write(2), which can be told, and not the end.
    ::signal(SIGXFSZ, SIG_IGN);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void reset_timers() {
    const itimerval never{};
    for (const __itimer_which which : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF})
        ::setitimer(which, &never, nullptr);
    ::prctl(PR_SET_TIMERSLACK, 50'000UL, 0, 0, 0);  // the kernel's 50 µs
}

/// A server that spins must not keep everybody else from running.
void leave_real_time() {
    const int policy = ::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    if (policy != SCHED_FIFO && policy != SCHED_RR) return;
    const sched_param usual{};
    ::sched_setscheduler(0, SCHED_OTHER, &usual);
}

/// A directory that has been deleted has no name that could be asked for, and nothing in it that could be
/// meant. GoogleTest asks for it when the checks register themselves, which is before main().
[[gnu::constructor(101)]] void leave_deleted_directory() {
    char name[PATH_MAX];
    if (::getcwd(name, sizeof name) == nullptr && errno == ENOENT && ::chdir("/") != 0) ::_exit(1);
}

}  // namespace

void start_clean(char** arguments) {
    open_standard_descriptors();
    close_on_exec_from(3);
    const bool other_variables = take_unknown_variables_away();
    const bool other_stack = reset_soft_limits();
    const bool other_personality = reset_personality();
    if (other_variables || other_stack || other_personality) {
        ::execv("/proc/self/exe", arguments);
        check(-1, "start again, free of what was inherited");
    }
    set_users_mask_aside();
    reset_signals();
    reset_timers();
    leave_real_time();
}

}  // namespace grader
