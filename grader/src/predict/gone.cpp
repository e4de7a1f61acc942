#include "predict/gone.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "observe/visitor.hpp"
#include "predict/trial.hpp"

namespace grader {

namespace {

struct Ends {
    UniqueFd out;
    UniqueFd in;

    Ends() {
        int ends[2];
        check(::pipe2(ends, O_CLOEXEC), "pipe2");
        out.reset(ends[0]);
        in.reset(ends[1]);
    }
};

void wait_for_end(pid_t process, int* status) {
    while (::waitpid(process, status, 0) < 0 && errno == EINTR) {
    }
}

/// Of a child that must not outlive its parent.
void die_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(0);
}

[[noreturn]] void be_deaf(const std::string& address, std::uint16_t port, int tell) {
    int told = 0;
    try {
        const Visitor visitor(address, port);
        fill(visitor);
        told = visitor.port();
        if (::write(tell, &told, sizeof told) == sizeof told) {
            for (;;) ::pause();
        }
    } catch (const std::exception&) {
        // Who waits for the port finds the end of the pipe.
        ::_exit(1);
    }
    ::_exit(1);
}

[[noreturn]] void write_on(int client, int tell) {
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const std::string piece(16 * 1024, 'x');
    for (int call = 0; call < 100'000; ++call) {
        const ssize_t done = ::write(client, piece.data(), piece.size());
        const std::int64_t result = done < 0 ? -errno : done;
        if (::write(tell, &result, sizeof result) < 0) break;
    }
    ::_exit(0);
}

bool comes(int descriptor, int within_ms) {
    pollfd waited{descriptor, POLLIN, 0};
    return ::poll(&waited, 1, within_ms) > 0;
}

/// The next result; nothing at the end.
bool take(int descriptor, std::int64_t& result) {
    return ::read(descriptor, &result, sizeof result) == sizeof result;
}

}  // namespace

DeafProcess::DeafProcess(const std::string& address, std::uint16_t port) {
    Ends told;
    const pid_t parent = ::getpid();
    process_ = check(::fork(), "fork");
    if (process_ == 0) {
        die_with(parent);
        be_deaf(address, port, told.in.get());
    }
    told.in.reset();
    if (::read(told.out.get(), &port_, sizeof port_) == sizeof port_) return;
    kill();
    throw std::system_error(ECONNREFUSED, std::generic_category(), "a client of its own process");
}

DeafProcess::~DeafProcess() {
    kill();
}

void DeafProcess::kill() {
    const pid_t process = std::exchange(process_, -1);
    if (process <= 0) return;
    ::kill(process, SIGKILL);
    wait_for_end(process, nullptr);
}

NakedWriter write_without_protection() {
    const UniqueFd listener(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    check(::bind(listener.get(), name, size), "bind");
    check(::listen(listener.get(), 1), "listen");
    check(::getsockname(listener.get(), name, &size), "getsockname");
    Visitor client("127.0.0.1", ntohs(address.sin_port));
    UniqueFd connection(check(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept4"));
    Ends told;
    const pid_t parent = ::getpid();
    const pid_t writer = check(::fork(), "fork");
    if (writer == 0) {
        die_with(parent);
        // Its client's end is not its own.
        client.reset();
        write_on(connection.get(), told.in.get());
    }
    told.in.reset();
    connection.reset();
    std::int64_t result = 0;
    constexpr int silence_ms = 400;
    while (comes(told.out.get(), silence_ms) && take(told.out.get(), result)) {
    }
    // What has come and was not read makes the end of the client a reset, as with one that was killed.
    client.reset();
    NakedWriter seen;
    while (take(told.out.get(), result)) seen.results.push_back(result);
    int status = 0;
    wait_for_end(writer, &status);
    seen.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return seen;
}

}  // namespace grader
