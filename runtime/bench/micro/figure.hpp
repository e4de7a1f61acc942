// What the micro programs share: `PROGRAM FIGURE COUNT` prints the nanoseconds of one operation. Each figure
// is a process of its own run, so that none finds the allocator or the caches as another left them.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

namespace bench {

using Clock = std::chrono::steady_clock;
/// Nanoseconds of one of `count` operations.
using Figure = std::function<double(std::uint64_t count)>;

constexpr std::uint64_t yielding_tasks = 100;
constexpr std::uint64_t live_timers = 100'000;

/// When live timer number i is due: they are spread over an hour that begins an hour from now.
inline std::chrono::milliseconds far_away(std::uint64_t i) {
    return std::chrono::milliseconds(3'600'000 + i * 36);
}
/// When the i-th timer that is created and cancelled would be due: somewhere among the live ones. Were it the
/// next of all, the system call that sets the kernel's timer would be all there is to see.
inline std::chrono::milliseconds among_them(std::uint64_t i) {
    return far_away(i * 7919 % live_timers);
}

inline double per_operation(std::chrono::nanoseconds elapsed, std::uint64_t count) {
    return static_cast<double>(elapsed.count()) / static_cast<double>(count);
}

/// The whole main function of a micro program.
inline int run_figure(int argc, char* argv[], const std::map<std::string, Figure>& figures) {
    const auto figure = argc == 3 ? figures.find(argv[1]) : figures.end();
    const std::uint64_t count = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 0;
    if (figure == figures.end() || count == 0) {
        std::fprintf(stderr, "usage: %s FIGURE COUNT, where FIGURE is one of", argv[0]);
        for (const auto& [name, run] : figures) std::fprintf(stderr, " %s", name.c_str());
        std::fprintf(stderr, "\n");
        return 64;
    }
    std::printf("%.3f\n", figure->second(count));
    return 0;
}

}  // namespace bench
