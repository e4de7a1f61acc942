// More tiny programs that the tests of the tracer trace: those that do what makes threads hard to follow.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "traced_programs.hpp"
#include "traced_tools.hpp"

namespace {

int end_at_once(void* /*nothing*/) {
    ::syscall(SYS_exit, 0);
    return 0;
}

void clones(const char* what, int flags) {
    static std::array<char, 64 * 1024> stack;
    say_result(what, ::clone(end_at_once, stack.data() + stack.size(), flags, nullptr));
}

/// Threads and processes that share less, or more, than others do.
void apart() {
    clones("thread without the descriptors", CLONE_VM | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD);
    clones("process with the memory", CLONE_VM | SIGCHLD);
    clones("process with the descriptors", CLONE_FILES | SIGCHLD);
    pid_t child = -1;
    char program[] = "/bin/true";
    char* arguments[] = {program, nullptr};
    say("spawned %d\n", ::posix_spawn(&child, program, nullptr, nullptr, arguments, environ));
    ::waitpid(child, nullptr, 0);
}

bool has_ended(pid_t thread) {
    std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.compare(0, 7, "State:\t") == 0) return line[7] == 'Z';
    }
    return true;
}

/// Serves a client when main() has ended.
void finished_main() {
    std::thread([first = ::getpid()] {
        while (!has_ended(first)) ::usleep(1'000);
        Loopback loopback;
        loopback.accept();
        [[maybe_unused]] const auto sent = ::send(loopback.client, "x", 1, 0);
        char byte = 0;
        const auto got = ::recv(loopback.connection, &byte, 1, 0);
        say("port %d\n", loopback.client_port());
        ::_exit(got == 1 ? 0 : 1);
    }).detach();
    ::syscall(SYS_exit, 0);  // this thread only
}

void messages() {
    int ends[2];
    [[maybe_unused]] const int made = ::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends);
    char bytes[2][8] = {};
    iovec parts[2] = {{bytes[0], 3}, {bytes[1], 8}};
    mmsghdr headers[2] = {};
    for (int index = 0; index < 2; ++index) {
        headers[index].msg_hdr.msg_iov = &parts[index];
        headers[index].msg_hdr.msg_iovlen = 1;
    }
    say_result("sendmmsg", ::sendmmsg(ends[0], headers, 2, 0));
    say_result("recvmmsg", ::recvmmsg(ends[1], headers, 2, 0, nullptr));
}

void sleeps() {
    say("ready\n");
    const timespec minute{60, 0};
    ::nanosleep(&minute, nullptr);
}

[[gnu::noinline]] void wait_for_the_bell(int bell) {
    eventfd_t value = 0;
    say_result("read", ::eventfd_read(bell, &value));
}

void waits_for_a_bell() {
    const int bell = ::eventfd(0, 0);
    std::thread ringer([bell] {
        await_go();
        ::eventfd_write(bell, 1);
    });
    say("ready\n");
    wait_for_the_bell(bell);
    ringer.join();
}

/// The first thread is in a call when the second one executes the program anew.
void thread_executes() {
    std::thread([] {
        say("ready\n");
        await_go();
        ::execl("/proc/self/exe", "traced_program", "begun-again", nullptr);
    }).detach();
    ::pause();
}

void begun_again() {
    ::close(-1);
    say("again\n");
}

}  // namespace

std::map<std::string, std::function<void()>> programs_hard_to_follow() {
    return {{"apart", apart},
            {"finished-main", finished_main},
            {"messages", messages},
            {"sleeps", sleeps},
            {"waits-for-a-bell", waits_for_a_bell},
            {"thread-executes", thread_executes},
            {"begun-again", begun_again}};
}
