// Programs that misbehave. Each prints a word when its trouble has begun. The second argument is a mark by
// which the test finds them and all their children in /proc.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <vector>

namespace {

void say(const char* word) {
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, word, std::strlen(word));
}

[[noreturn]] void sleep_forever() {
    for (;;) ::pause();
}

[[noreturn]] void spin() {
    say("spinning\n");
    for (volatile unsigned long turns = 0;;) turns = turns + 1;
}

/// Every process makes as many as it can, for ever.
[[noreturn]] void fork_bomb() {
    say("forking\n");
    for (;;) ::fork();
}

/// Forked twice, in a session of its own, with no descriptor left: what daemon(3) does.
void daemonise() {
    if (::fork() != 0) return;
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    ::chdir("/");
    for (int fd = 0; fd < 3; ++fd) ::close(fd);
    sleep_forever();
}

/// A daemon that keeps the pipes of its ancestors.
void hold_the_pipes() {
    if (::fork() != 0) return;
    ::setsid();
    sleep_forever();
}

[[noreturn]] void ignore_everything() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_IGN);
    say("deaf\n");
    sleep_forever();
}

/// A chain of children, each with a child of its own; all sleep.
[[noreturn]] void family(int generations) {
    for (; generations > 0; --generations) {
        if (::fork() != 0) sleep_forever();
        ::setsid();
    }
    say("family\n");
    sleep_forever();
}

/// Prints for ever, whatever becomes of it.
[[noreturn]] void flood() {
    ::signal(SIGPIPE, SIG_IGN);
    const std::vector<char> bytes(64 * 1024, 'x');
    for (;;) {
        [[maybe_unused]] const auto to_output = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        [[maybe_unused]] const auto to_error = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    }
}

/// SIGKILL for everybody that can be reached, then for the parent. Survives it, if the sandbox holds.
int kill_all() {
    ::kill(-1, SIGKILL);
    ::kill(::getppid(), SIGKILL);
    ::kill(0, 0);
    say("killed\n");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 64;
    const auto is = [&](const char* name) { return std::strcmp(argv[1], name) == 0; };
    if (is("spin")) spin();
    if (is("fork-bomb")) fork_bomb();
    if (is("ignore-everything")) ignore_everything();
    if (is("family")) family(6);
    if (is("flood")) flood();
    if (is("kill-all")) return kill_all();
    if (is("daemonise")) {
        daemonise();
        return 3;
    }
    if (is("hold-the-pipes")) {
        hold_the_pipes();
        return 4;
    }
    if (is("sleep")) {
        say("sleeping\n");
        sleep_forever();
    }
    return 64;
}
