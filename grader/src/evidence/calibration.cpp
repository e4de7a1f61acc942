#include "evidence/calibration.hpp"

#include <sys/eventfd.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace {

double seconds_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Wall time over CPU time of a computation: 2 means that half the time others had the processor.
double competition() {
    const double wall_start = seconds_of(CLOCK_MONOTONIC);
    const double cpu_start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    double cpu = 0;
    while (cpu < 0.02) cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu_start;
    return (seconds_of(CLOCK_MONOTONIC) - wall_start) / cpu;
}

/// Seconds for one wake-up of a sleeping thread by another, there and back.
double hand_over() {
    const UniqueFd there(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
    const UniqueFd back(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
    constexpr int rounds = 100;
    std::thread partner([&] {
        for (int round = 0; round < rounds; ++round) {
            eventfd_t value = 0;
            ::eventfd_read(there.get(), &value);
            ::eventfd_write(back.get(), 1);
        }
    });
    const double start = seconds_of(CLOCK_MONOTONIC);
    for (int round = 0; round < rounds; ++round) {
        eventfd_t value = 0;
        ::eventfd_write(there.get(), 1);
        ::eventfd_read(back.get(), &value);
    }
    const double elapsed = seconds_of(CLOCK_MONOTONIC) - start;
    partner.join();
    return elapsed / rounds;
}

}  // namespace

double measure_slowdown() {
    constexpr double usual_hand_over = 150e-6;  // two wake-ups of an idle core, about 60 µs each
    const double slowdown = std::max(competition(), hand_over() / usual_hand_over);
    return std::clamp(slowdown, 1.0, 10.0);
}

}  // namespace grader
