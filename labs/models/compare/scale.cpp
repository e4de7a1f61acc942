// Each step is repeated some thousand times, and that five times over; the shortest of the five counts, being
// the one that was disturbed the least.
#include "scale.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <ratio>
#include <thread>
#include <vector>

#include "unique_fd.hpp"

namespace models {
namespace {

using bench::check;
using bench::UniqueFd;

volatile unsigned long sink = 0;

[[gnu::noinline]] void called() {
    sink = sink + 1;
}

template <class Step>
double nanoseconds(int times, Step step) {
    double best = 1e18;
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto begin = std::chrono::steady_clock::now();
        for (int count = 0; count < times; ++count) step();
        const auto used = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin);
        best = std::min(best, used.count() / times);
    }
    return best;
}

/// Each value says where the next one is, so that no fetch can begin before the last one is there; and the
/// whole is larger than any cache.
double memory_fetch() {
    constexpr std::size_t count = std::size_t{1} << 24U;  // 128 MiB
    std::vector<std::size_t> order(count), next(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), std::minstd_rand(1));
    for (std::size_t index = 0; index < count; ++index) next[order[index]] = order[(index + 1) % count];
    std::size_t at = 0;
    const double each = nanoseconds(200'000, [&] { at = next[at]; });
    sink = at;
    return each;
}

struct Pair {
    UniqueFd here, there;
    explicit Pair(int flags = 0) {
        int ends[2];
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0, ends), "socketpair");
        here = UniqueFd(ends[0]);
        there = UniqueFd(ends[1]);
    }
};

/// To a thread that sleeps and back: each direction is a wake-up, and a sleep.
double wake() {
    const Pair pair;
    std::thread peer([&] {
        char byte = 0;
        while (read(pair.there.get(), &byte, 1) == 1 && write(pair.there.get(), &byte, 1) == 1) {
        }
    });
    const double both = nanoseconds(5'000, [&] {
        char byte = 0;
        check(static_cast<int>(write(pair.here.get(), &byte, 1)), "write");
        check(static_cast<int>(read(pair.here.get(), &byte, 1)), "read");
    });
    shutdown(pair.here.get(), SHUT_RDWR);
    peer.join();
    return both / 2;
}

/// A file that is gone when it is closed, where the user's files are: /tmp may be memory.
UniqueFd scratch_file() {
    return UniqueFd(check(open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), "open(., O_TMPFILE)"));
}

}  // namespace

double wake_up_ns() {
    return wake();
}

void print_scale() {
    double first = 0;
    const auto show = [&first](const char* what, double each) {
        if (first == 0) first = each;
        fmt::print("{:<46} {:>12.1f} ns {:>12.0f}\n", what, each, each / first);
        std::fflush(stdout);
    };
    fmt::print("{:<46} {:>15} {:>12}\n", "", "each", "in calls");
    show("a function call", nanoseconds(10'000'000, called));
    show("a fetch from memory, in no cache", memory_fetch());
    show("a system call that does nothing (getppid)", nanoseconds(200'000, [] { syscall(SYS_getppid); }));
    const Pair empty(SOCK_NONBLOCK);
    char page[4096] = {};
    show("a recv that says EAGAIN",
         nanoseconds(200'000, [&] { recv(empty.here.get(), page, sizeof page, 0); }));
    const UniqueFd file = scratch_file();
    check(static_cast<int>(pwrite(file.get(), page, sizeof page, 0)), "pwrite");
    show("4 KiB from a file, in the page cache", nanoseconds(50'000, [&] {
             check(static_cast<int>(pread(file.get(), page, sizeof page, 0)), "pread");
         }));
    show("waking a thread that sleeps", wake());
    show("making a thread, and joining it", nanoseconds(2'000, [] { std::thread(called).join(); }));
    show("4 KiB to a file, and to the disk (fdatasync)", nanoseconds(20, [&] {
             check(static_cast<int>(pwrite(file.get(), page, sizeof page, 0)), "pwrite");
             check(fdatasync(file.get()), "fdatasync");
         }));
}

}  // namespace models
