// Tries one thing that a submission might try, and prints what came of it: "ok" or the error's name.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

int report(long result) {
    std::puts(result >= 0 ? "ok" : ::strerrorname_np(errno));
    return 0;
}

int connect_to(const char* address, const char* port) {
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
    ::inet_pton(AF_INET, address, &target.sin_addr);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return report(::connect(fd, reinterpret_cast<const sockaddr*>(&target), sizeof target));
}

/// Writes into new files of this name until it is refused; prints how many MiB fitted in all.
int fill(const std::string& name, int files) {
    ::signal(SIGXFSZ, SIG_IGN);
    const std::vector<char> mebibyte(1U << 20U, 'x');
    long written = 0;
    errno = 0;
    for (int number = 0; number < files && errno != ENOSPC; ++number) {
        const int fd = ::open((name + std::to_string(number)).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        for (ssize_t done = 0; (done = ::write(fd, mebibyte.data(), mebibyte.size())) > 0;) written += done;
        ::close(fd);
    }
    std::printf("%ld MiB, then %s\n", written >> 20U, ::strerrorname_np(errno));
    return 0;
}

int list_descriptors() {
    DIR* directory = ::opendir("/proc/self/fd");
    if (directory == nullptr) return report(-1);
    for (const dirent* entry = nullptr; (entry = ::readdir(directory)) != nullptr;) {
        if (entry->d_name[0] == '.' || std::atoi(entry->d_name) == ::dirfd(directory)) continue;
        char target[256] = {};
        [[maybe_unused]] const auto length =
            ::readlinkat(::dirfd(directory), entry->d_name, target, sizeof target - 1);
        std::printf("%s %s\n", entry->d_name, target);
    }
    return 0;
}

int read_memory_of(pid_t pid) {
    char byte = 0;
    const iovec here{&byte, 1};
    const iovec there{reinterpret_cast<void*>(&report), 1};
    return report(::process_vm_readv(pid, &here, 1, &there, 1, 0));
}

/// A call by its number. Arguments that are left out are zero, which no call takes for anything harmful.
long call(int count, char** words) {
    unsigned long values[7] = {};
    for (int index = 0; index < count && index < 7; ++index)
        values[index] = std::strtoul(words[index], nullptr, 0);
    return ::syscall(static_cast<long>(values[0]), values[1], values[2], values[3], values[4], values[5],
                     values[6]);
}

sockaddr_in on_loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A listener of its own, which is woken as a server may wake its accept: by a connection to itself.
int wake() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = on_loopback(0);
    socklen_t size = sizeof address;
    ::bind(listener, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener, 8);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::thread accepts([listener] { ::accept(listener, nullptr, nullptr); });
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int result = ::connect(client, reinterpret_cast<const sockaddr*>(&address), size);
    if (result == 0)
        accepts.join();
    else
        accepts.detach();
    report(result);
    std::fflush(stdout);
    ::_exit(0);
}

/// Connects again and again while another thread exchanges the address: its own, another's.
int exchange_the_address(std::uint16_t other) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = on_loopback(0);
    socklen_t size = sizeof address;
    ::bind(listener, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener, 1000);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    static volatile in_port_t* port = &address.sin_port;
    const in_port_t own = address.sin_port;
    std::thread([own, other] {
        for (;;) {
            *port = htons(other);
            *port = own;
        }
    }).detach();
    int reached = 0;
    for (int attempt = 0; attempt < 100; ++attempt) {
        const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        reached += ::connect(client, reinterpret_cast<const sockaddr*>(&address), size) == 0 ? 1 : 0;
        ::close(client);
    }
    std::puts(reached > 0 ? "ok" : "never");
    std::fflush(stdout);
    ::_exit(0);
}

int connect_to_name(const char* path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int ends[2];
    // A socket, if it can be had in any way.
    int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0 && ::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0) fd = ends[0];
    if (fd < 0) return report(-1);
    return report(::sendto(fd, "!", 1, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

/// Another thread of the same process is moved to the first CPU that is allowed, as
/// pthread_setaffinity_np(3) does it.
int move_own_thread() {
    std::thread sleeper([] { ::pause(); });
    cpu_set_t all;
    ::sched_getaffinity(0, sizeof all, &all);
    const int error = ::pthread_setaffinity_np(sleeper.native_handle(), sizeof all, &all);
    sleeper.detach();
    errno = error;
    report(error == 0 ? 0 : -1);
    std::fflush(stdout);
    ::_exit(0);
}

int end_own_child() {
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    const int result = ::kill(child, SIGKILL);
    const int error = errno;
    if (result == 0) ::waitpid(child, nullptr, 0);
    errno = error;
    return report(result);
}

/// So many processes share, or each have for themselves, so many MiB, and keep them.
int hold_memory(const std::string& how, std::size_t mebibytes) {
    const int kind = how == "shared" ? MAP_SHARED : MAP_PRIVATE;
    const auto take = [&](std::size_t part) {
        void* place = ::mmap(nullptr, part << 20U, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
        if (place == MAP_FAILED) return report(-1);
        std::memset(place, 1, part << 20U);
        return 0;
    };
    constexpr std::size_t processes = 4;
    if (how == "family") {
        for (std::size_t number = 1; number < processes; ++number)
            if (::fork() == 0) break;
        take(mebibytes / processes);
    } else {
        take(mebibytes);
    }
    for (;;) ::pause();
}

/// Allocates and touches so many MiB.
int eat_memory(long mebibytes) {
    for (long eaten = 0; eaten < mebibytes; ++eaten) {
        char* block = static_cast<char*>(std::malloc(1U << 20U));
        if (block == nullptr) return report(-1);
        for (std::size_t page = 0; page < 1U << 20U; page += 4096)
            static_cast<volatile char*>(block)[page] = 1;
    }
    return report(0);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 64;
    const std::string what = argv[1];
    const char* name = argv[2];
    const int number = std::atoi(name);
    if (what == "connect" && argc > 3) return connect_to(name, argv[3]);
    if (what == "read") return report(::open(name, O_RDONLY | O_CLOEXEC));
    if (what == "write") return report(::open(name, O_WRONLY | O_CLOEXEC));
    if (what == "create") return report(::open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    if (what == "list") return report(::opendir(name) == nullptr ? -1 : 0);
    if (what == "remove") return report(::unlink(name));
    if (what == "fill" && argc > 3) return fill(name, std::atoi(argv[3]));
    if (what == "descriptors") return list_descriptors();
    if (what == "ptrace") return report(::ptrace(PTRACE_SEIZE, number, nullptr, nullptr));
    if (what == "read-memory") return read_memory_of(number);
    if (what == "signal") return report(::kill(number, 0));
    if (what == "personality") return std::printf("%ld\n", ::syscall(SYS_personality, 0xffffffffUL)) < 0;
    if (what == "execute") return report(::execl(name, name, nullptr));
    if (what == "execute-by-number")
        return report(static_cast<int>(::syscall(SYS_execveat, AT_FDCWD, name, argv, environ, 0, number)));
    if (what == "become") return report(::setuid(static_cast<uid_t>(number)));
    if (what == "unshare") return report(::unshare(CLONE_NEWUSER));
    if (what == "mount") return report(::mount("none", name, "tmpfs", 0, nullptr));
    if (what == "io_uring") {
        io_uring_params parameters{};
        return report(::syscall(SYS_io_uring_setup, 4, &parameters));
    }
    if (what == "call") {
        const long result = call(argc - 2, argv + 2);
        return report(result);
    }
    if (what == "wake") return wake();
    if (what == "exchange") return exchange_the_address(static_cast<std::uint16_t>(number));
    if (what == "send-to") return connect_to_name(name);
    if (what == "move-own-thread") return move_own_thread();
    if (what == "end-own-child") return end_own_child();
    if (what == "hold" && argc > 3) return hold_memory(name, std::strtoul(argv[3], nullptr, 10));
    if (what == "limit") {
        const rlimit limit{100, 100};
        return report(::prlimit(number, RLIMIT_NOFILE, &limit, nullptr));
    }
    if (what == "change-mode") return report(::chmod(name, 0600));
    if (what == "change-times") return report(::utimensat(AT_FDCWD, name, nullptr, 0));
    if (what == "change-owner") return report(::chown(name, ::getuid(), ::getgid()));
    if (what == "cut") return report(::truncate(name, 0));
    if (what == "eat") return eat_memory(number);
    return 64;
}
