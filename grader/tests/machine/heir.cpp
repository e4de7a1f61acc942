// heir WHAT... -- PROGRAM [ARGUMENT...]: starts a program that inherits something unusual.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <string>

namespace {

void ignore_all_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_IGN);
}

void block_all_signals() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
}

void set_timers() {
    const itimerval soon{{0, 0}, {1, 0}};
    for (const __itimer_which which : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF})
        ::setitimer(which, &soon, nullptr);
}

void open_many_descriptors() {
    for (int count = 0; count < 40; ++count) [[maybe_unused]] const int fd = ::open("/dev/null", O_RDONLY);
}

void go_to_a_deleted_directory() {
    char name[] = "/tmp/io-labs-heir-XXXXXX";
    if (::mkdtemp(name) == nullptr || ::chdir(name) != 0 || ::rmdir(name) != 0) ::_exit(125);
}

const std::map<std::string, std::function<void()>>& legacies() {
    static const std::map<std::string, std::function<void()>> all = {
        {"ignored-signals", ignore_all_signals},
        {"ignored-children", [] { ::signal(SIGCHLD, SIG_IGN); }},
        {"ignored-hang-up", [] { ::signal(SIGHUP, SIG_IGN); }},
        {"blocked-signals", block_all_signals},
        {"timers", set_timers},
        {"descriptors", open_many_descriptors},
        {"closed-standard-descriptors",
         [] {
             for (int fd = 0; fd <= 2; ++fd) ::close(fd);
         }},
        {"slack", [] { ::prctl(PR_SET_TIMERSLACK, 1'000'000'000UL, 0, 0, 0); }},
        {"personality", [] { ::personality(ADDR_NO_RANDOMIZE | ADDR_COMPAT_LAYOUT | STICKY_TIMEOUTS); }},
        {"no-access-for-anybody", [] { ::umask(0777); }},
        {"no-access-for-others", [] { ::umask(077); }},
        {"deleted-directory", go_to_a_deleted_directory},
    };
    return all;
}

}  // namespace

int main(int count, char** arguments) {
    int next = 1;
    for (; next < count && std::strcmp(arguments[next], "--") != 0; ++next) {
        const auto legacy = legacies().find(arguments[next]);
        if (legacy == legacies().end()) {
            std::fprintf(stderr, "heir: nobody leaves \"%s\"\n", arguments[next]);
            return 125;
        }
        legacy->second();
    }
    if (next + 1 >= count) return 125;
    ::execvp(arguments[next + 1], arguments + next + 1);
    return 125;
}
