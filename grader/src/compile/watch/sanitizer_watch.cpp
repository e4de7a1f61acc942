// Linked into each server that is built with a sanitizer, as its first object: sees to it that what the
// sanitizer finds reaches the grader, whatever the server does with its descriptors, its environment and its
// end.
//
// - What the sanitizer writes goes to the standard error that the server was started with, by a descriptor of
// its own:
//   what the server makes of its descriptor 2 later is its own affair.
// - The first report ends the process, with a status of ours. A status is the one message that a program
//   can't take back, cover with others or read in the grader's place; a process that the server forked ends
//   the server with it.
// - The descriptor may be closed, or taken for something else: then the status says that there was a report.
// - The sanitizers' options, and their hooks, are defined here. No variable of the environment tells of a
//   sanitizer, and a server that defines one of them does not link.
// - No other program takes the server's place: the arena refuses execve(2), but where the sanitizer asks a
// program for names and lines, as clang++'s does.
//
// Compiled twice, without a sanitizer and without the C++ library; what it calls before main() is ready for
// that.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compile/watch/statuses.hpp"

#ifdef WATCH_THREAD_SANITIZER
#define WATCHED "ThreadSanitizer"
#else
#define WATCHED "AddressSanitizer"
#endif

extern "C" {

void __sanitizer_set_report_fd(void* descriptor);
void __sanitizer_set_death_callback(void (*callback)());

#ifdef WATCH_THREAD_SANITIZER
void __tsan_init();
const char* __tsan_default_options() {
    return "halt_on_error=1:exitcode=" WATCH_REPORTED_TEXT ":report_thread_leaks=0:history_size=4";
}
const char* __tsan_default_suppressions() {
    return "";
}
#else
void __asan_init();
const char* __asan_default_options() {
    return "exitcode=" WATCH_REPORTED_TEXT ":detect_leaks=0:detect_stack_use_after_return=1";
}
const char* __asan_default_suppressions() {
    return "";
}
const char* __lsan_default_options() {
    return "";
}
const char* __lsan_default_suppressions() {
    return "";
}
int __lsan_is_turned_off() {
    return 1;
}
#endif
void __sanitizer_on_print(const char* /*text*/) {}
}

namespace {

int report_descriptor = -1;
struct stat report_pipe;
int server;  // the process that was started; others have been forked from it

// By their numbers: the functions' names may be the sanitizer's, or the server's own.
bool is_the_report_pipe(int descriptor) {
    struct stat now;
    return ::syscall(SYS_fstat, descriptor, &now) == 0 && now.st_dev == report_pipe.st_dev &&
           now.st_ino == report_pipe.st_ino;
}

[[noreturn]] void end(int status) {
    if (::syscall(SYS_getpid) != server) ::syscall(SYS_kill, server, SIGKILL);
    for (;;) ::syscall(SYS_exit_group, status);
}

/// In one piece, so that nothing the server writes at the same time can come between.
void mark_the_report() {
    constexpr char mark[] = "\n" WATCH_MARK WATCHED " has reported\n";
    const bool written = is_the_report_pipe(report_descriptor) &&
                         ::syscall(SYS_write, report_descriptor, mark, sizeof mark - 1) == sizeof mark - 1;
    if (!written) end(WATCH_LOST);
}

/// The sanitizer ends the process: after a report, or because it could not write one.
void about_to_die() {
    mark_the_report();
    end(WATCH_REPORTED);
}

void watch() {
#ifdef WATCH_THREAD_SANITIZER
    __tsan_init();
#else
    __asan_init();
#endif
    server = static_cast<int>(::syscall(SYS_getpid));
    // Far from those that the server gets: nothing takes its place by chance if a server closes all it knows
    // not.
    constexpr int far[] = {4000, 900, 200, 3};
    for (const int lowest : far) {
        report_descriptor = static_cast<int>(::syscall(SYS_fcntl, STDERR_FILENO, F_DUPFD_CLOEXEC, lowest));
        if (report_descriptor >= 0) break;
    }
    if (::syscall(SYS_fstat, report_descriptor, &report_pipe) != 0 || !S_ISFIFO(report_pipe.st_mode))
        end(WATCH_LOST);
    __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<long>(report_descriptor)));
    __sanitizer_set_death_callback(about_to_die);
}

// Before every constructor of the server's.
[[gnu::section(".preinit_array"), gnu::used]] void (*const watch_first)() = watch;

}  // namespace

extern "C" {
#ifdef WATCH_THREAD_SANITIZER
void __tsan_on_report(void* /*report*/) {
    mark_the_report();
}
#else
void __asan_on_error() {
    mark_the_report();
}
#endif
}
