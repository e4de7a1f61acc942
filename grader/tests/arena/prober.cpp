// Tries one thing that a submission might try, and prints what came of it: "ok" or the error's name.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
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
    if (what == "become") return report(::setuid(static_cast<uid_t>(number)));
    if (what == "unshare") return report(::unshare(CLONE_NEWUSER));
    if (what == "mount") return report(::mount("none", name, "tmpfs", 0, nullptr));
    if (what == "io_uring") {
        io_uring_params parameters{};
        return report(::syscall(SYS_io_uring_setup, 4, &parameters));
    }
    if (what == "eat") return eat_memory(number);
    return 64;
}
