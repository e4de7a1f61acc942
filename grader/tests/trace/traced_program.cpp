// The tiny programs that the tests of the tracer trace: one a first argument. They print what they see, and
// wait for the test with await_go(), which a SIGUSR1 ends. Whatever they serve comes from themselves, over
// the loopback.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "traced_programs.hpp"
#include "traced_tools.hpp"

namespace {

void nothing() {}

/// Says what each of six reads of one byte gave.
void six_reads() {
    Loopback loopback;
    loopback.accept();
    [[maybe_unused]] const auto sent = ::send(loopback.client, "abcdef", 6, 0);
    say("ready\n");
    await_go();
    for (int turn = 0; turn < 6; ++turn) {
        char byte = '-';
        const ssize_t got = ::read(loopback.connection, &byte, 1);
        if (got < 0)
            say("%s ", ::strerrorname_np(errno));
        else
            say("%c ", byte);
    }
    say("\n");
}

/// A read() of 16 bytes whose registers are looked at afterwards: the kernel preserves all but the result's.
ssize_t read_and_look(int descriptor, char* to, std::size_t size, std::size_t& size_after) {
#if defined(__x86_64__)
    long result = SYS_read;
    std::size_t length = size;
    asm volatile("syscall"
                 : "+a"(result), "+d"(length)
                 : "D"(static_cast<long>(descriptor)), "S"(to)
                 : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    register long result asm("x0") = descriptor;
    register char* buffer asm("x1") = to;
    register std::size_t length asm("x2") = size;
    register long number asm("x8") = SYS_read;
    asm volatile("svc 0" : "+r"(result), "+r"(length) : "r"(buffer), "r"(number) : "memory");
#endif
    size_after = length;
    return result;
}

void cut_reads() {
    Loopback loopback;
    loopback.accept();
    [[maybe_unused]] const auto sent = ::send(loopback.client, "0123456789abcdefghijklmnopqrstuv", 32, 0);
    char bytes[32] = {};
    std::size_t size_after = 0;
    const ssize_t got = read_and_look(loopback.connection, bytes, 16, size_after);
    say("read %zd %.*s, 16 is still %zu\n", got, static_cast<int>(got), bytes, size_after);

    iovec two[2] = {{bytes, 4}, {bytes + 4, 4}};
    const ssize_t scattered = ::readv(loopback.connection, two, 2);
    say("readv %zd %.*s, lengths are still %zu %zu\n", scattered, static_cast<int>(scattered), bytes,
        two[0].iov_len, two[1].iov_len);

    msghdr message{};
    iovec one = {bytes, 8};
    message.msg_iov = &one;
    message.msg_iovlen = 1;
    const ssize_t received = ::recvmsg(loopback.connection, &message, 0);
    say("recvmsg %zd %.*s, length is still %zu\n", received, static_cast<int>(received), bytes, one.iov_len);
}

/// Threads come and go, each with a call of its own; a process, too.
void births() {
    int ends[2];
    [[maybe_unused]] const int made = ::pipe(ends);
    say("main %d\n", ::gettid());
    std::thread([&] {
        say("thread %d\n", ::gettid());
        [[maybe_unused]] const auto written = ::write(ends[1], "x", 1);
    }).join();
    std::thread([&] {
        say("thread %d\n", ::gettid());
        char byte = 0;
        [[maybe_unused]] const auto got = ::read(ends[0], &byte, 1);
    }).join();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
    say("process %d\n", child);
}

/// The same connection is read while it blocks and while it does not, by its own number and a duplicate's.
void blocking_and_not() {
    Loopback loopback;
    loopback.accept();
    say("port %d\n", loopback.client_port());
    [[maybe_unused]] const auto sent = ::send(loopback.client, "x", 1, 0);
    char byte = 0;
    say_result("blocking", ::recv(loopback.connection, &byte, 1, 0));
    ::fcntl(loopback.connection, F_SETFL, O_NONBLOCK);
    say_result("non-blocking", ::recv(loopback.connection, &byte, 1, 0));
    const int duplicate = ::dup(loopback.connection);
    say_result("duplicate", ::recv(duplicate, &byte, 1, 0));
}

/// One thread reads a connection, the other tells whether it can run meanwhile.
void held() {
    Loopback loopback;
    loopback.accept();
    say("ready\n");
    await_go();
    std::thread reader([&] {
        char byte = 0;
        [[maybe_unused]] const auto got = ::recv(loopback.connection, &byte, 1, 0);
        say("the reader goes on\n");
    });
    [[maybe_unused]] const auto sent = ::send(loopback.client, "x", 1, 0);
    await_go();
    say("the other one goes on\n");
    reader.join();
}

/// Accepts, starts a thread, closes: says so after each.
void milestones() {
    Loopback loopback;
    say("ready\n");
    await_go();
    loopback.accept();
    say("accepted\n");
    std::thread born([] { say("born\n"); });
    born.join();
    ::close(loopback.connection);
    say("closed\n");
}

/// Reads what is no accepted connection.
void reads_a_pair() {
    int ends[2];
    [[maybe_unused]] const int made = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    [[maybe_unused]] const auto sent = ::send(ends[1], "x", 1, 0);
    say("ready\n");
    await_go();
    char byte = 0;
    say_result("recv", ::recv(ends[0], &byte, 1, 0));
}

void interrupted() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR2, &action, nullptr);
    int ends[2];
    [[maybe_unused]] const int made = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    char byte = 0;
    say("ready\n");
    say_result("recv", ::recv(ends[0], &byte, 1, 0));
}

int line_of_the_read = 0;

[[gnu::noinline]] void read_a_byte(int descriptor) {
    char byte = 0;
    line_of_the_read = __LINE__ + 1;
    [[maybe_unused]] const auto got = ::recv(descriptor, &byte, 1, 0);
}

[[gnu::noinline]] void serve_one(int descriptor) {
    read_a_byte(descriptor);
    say("%d\n", line_of_the_read);
}

// Templates of templates: its symbol has 200 bytes, and what it stands for 2 to the power of some hundred.
[[gnu::noinline]] void read_behind_a_bomb(int descriptor) asm(
    "_Z1fI1AIiiES0_IS1_S1_ES0_IS2_S2_ES0_IS3_S3_ES0_IS4_S4_ES0_IS5_S5_ES0_IS6_S6_ES0_IS7_S7_ES0_IS8_S8_ES0_"
    "IS9_S9_ES0_ISA_SA_ES0_ISB_SB_ES0_ISC_SC_ES0_ISD_SD_ES0_ISE_SE_ES0_ISF_SF_ES0_ISG_SG_ES0_ISH_SH_ES0_ISI_"
    "SI_ES0_ISJ_SJ_ES0_ISK_SK_ES0_ISL_SL_ES0_ISM_SM_ES0_ISN_SN_ES0_ISO_SO_ES0_ISP_SP_ES0_ISQ_SQ_ES0_ISR_SR_"
    "ES0_ISS_SS_ES0_IST_ST_EEvv");
void read_behind_a_bomb(int descriptor) {
    read_a_byte(descriptor);
    say("%d\n", line_of_the_read);
}

void bomb() {
    int ends[2];
    [[maybe_unused]] const int made = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    for (int turn = 0; turn < 2; ++turn) {
        [[maybe_unused]] const auto sent = ::send(ends[1], "x", 1, 0);
        read_behind_a_bomb(ends[0]);
    }
}

void stacks() {
    int ends[2];
    [[maybe_unused]] const int made = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    for (int turn = 0; turn < 3; ++turn) {
        [[maybe_unused]] const auto sent = ::send(ends[1], "x", 1, 0);
        serve_one(ends[0]);
    }
}

void stacks_and_waits() {
    stacks();
    say("waiting\n");
    await_go();
}

void escapes() {
    say_result("clone into a user namespace",
               ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, 0));
    char parameters[256] = {};
    say_result("io_uring_setup", ::syscall(SYS_io_uring_setup, 4, parameters));
    say_result("unshare", ::unshare(CLONE_NEWUSER));
    const long child = ::syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, nullptr, nullptr, nullptr, 0);
    if (child == 0) ::_exit(0);
    ::waitpid(static_cast<pid_t>(child), nullptr, 0);
    say("untraced %ld\n", child);
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::function<void()>> programs = {{"nothing", nothing},
                                                             {"six-reads", six_reads},
                                                             {"cut-reads", cut_reads},
                                                             {"births", births},
                                                             {"blocking", blocking_and_not},
                                                             {"held", held},
                                                             {"milestones", milestones},
                                                             {"interrupted", interrupted},
                                                             {"pair", reads_a_pair},
                                                             {"stacks", stacks},
                                                             {"stacks-and-waits", stacks_and_waits},
                                                             {"bomb", bomb},
                                                             {"escapes", escapes}};
    programs.merge(programs_that_wait());
    programs.merge(programs_hard_to_follow());
    const auto program = programs.find(argc == 2 ? argv[1] : "");
    if (program == programs.end()) return 2;
    block_go();
    program->second();
}
