#include "roster.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "cores.hpp"
#include "load.hpp"

namespace models {
namespace {

namespace fs = std::filesystem;

/// In the order of the reading.
std::vector<Program> all_known() {
    const std::string a_process_each = "a process for each: more than 1,000 of them are not tried";
    return {
        {.name = "lab4", .title = "Lab 4: a thread for each"},
        {.name = "lab5", .title = "Lab 5: coroutines on the runtime", .worker_a_core = true},
        {.name = "sequential", .title = "one after another", .one_at_a_time = true},
        {.name = "thread_pool",
         .title = "thread pool",
         .worker_each = true,
         .most_clients = 1'000,
         .why_no_more = "a worker for each: there are 1,024 at most (--workers)"},
        {.name = "prefork",
         .title = "prefork",
         .worker_each = true,
         .most_clients = 1'000,
         .why_no_more = a_process_each},
        {.name = "busy_poll", .title = "busy polling"},
        {.name = "select",
         .title = "select",
         .most_clients = 1'000,
         .why_no_more = "a set has 1,024 bits (FD_SETSIZE), and no descriptor beyond them can be in it"},
        {.name = "poll", .title = "poll"},
        {.name = "epoll_level", .title = "epoll, level-triggered"},
        {.name = "epoll_edge", .title = "epoll, edge-triggered"},
        {.name = "reuseport", .title = "an epoll loop a core (SO_REUSEPORT)", .worker_a_core = true},
        {.name = "io_uring", .title = "io_uring", .can_be_given_work = false},
    };
}

/// What io_uring lacks here; empty if nothing.
std::string io_uring_is_missing(const fs::path& program) {
#ifndef SYS_io_uring_setup
    constexpr long SYS_io_uring_setup = 425;  // everywhere but on alpha
#endif
    // With no entries it fails for that: EINVAL says that the kernel has it, and allows it.
    if (syscall(SYS_io_uring_setup, 0, nullptr) < 0 && errno != EINVAL && errno != EFAULT)
        return errno == ENOSYS
                   ? "this kernel or container has no io_uring (Linux 5.6 and newer)"
                   : "io_uring is forbidden here (kernel.io_uring_disabled, or a container's filter)";
    if (!fs::exists(program)) return "built only with liburing: apt-get install liburing-dev, and again";
    return "";
}

/// Why it does not serve a client; empty: it does.
std::string tried(Program program) {
    try {
        Subject server(program, 1, bench::choose_cores(1).server, {.quiet = false});
        constexpr std::size_t message_bytes = 64;
        const bench::Load client(server.port(), 1, message_bytes);  // it wants its echo
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

/// The first of the two that runs.
void choose(Program& program, const std::vector<fs::path>& candidates) {
    std::string first_reason;
    for (std::size_t index = 0; index < candidates.size(); ++index) {
        if (!fs::exists(candidates[index])) {
            if (first_reason.empty()) first_reason = "yours does not compile, or is not there";
            continue;
        }
        program.path = candidates[index];
        const std::string reason = tried(program);
        if (reason.empty()) {
            program.is_own = index == 0;
            if (index > 0) {
                program.title += " (the reference)";
                program.note = fmt::format("the course's reference, since {}", first_reason);
            }
            return;
        }
        if (first_reason.empty()) first_reason = "yours does not serve a client (" + reason + ")";
    }
    program.absent = first_reason + "; `./lab grade` says more";
}

void find(Program& program, const Places& places) {
    if (program.name == "lab4") return choose(program, places.lab4);
    if (program.name == "lab5") return choose(program, places.lab5);
    program.path = places.models / program.name;
    if (program.name == "io_uring")
        program.absent = io_uring_is_missing(program.path);
    else if (!fs::exists(program.path))
        program.absent = "was not built";
    if (program.absent.empty()) {
        const std::string reason = tried(program);
        if (!reason.empty()) program.absent = reason;
    }
}

}  // namespace

std::vector<std::string> known_names() {
    std::vector<std::string> names;
    for (const Program& program : all_known()) names.push_back(program.name);
    return names;
}

std::vector<Program> call_roster(const Places& places, const std::vector<std::string>& names) {
    std::vector<Program> all = all_known(), wanted;
    if (names.empty()) wanted = all;
    for (const std::string& name : names) {
        const auto known = std::find_if(all.begin(), all.end(), [&](const Program& one) {
            return one.name == name || one.name == "lab" + name;
        });
        if (known != all.end()) {
            wanted.push_back(*known);
            continue;
        }
        if (access(name.c_str(), X_OK) != 0 || fs::is_directory(name))
            throw std::runtime_error(
                fmt::format("{} is neither a program nor one of {}", name, fmt::join(known_names(), ", ")));
        Program program{.name = fs::path(name).filename(), .path = fs::absolute(name), .is_own = true};
        // Two files of the same name are told apart.
        for (const Program& other : wanted)
            if (other.name == program.name) program.name = name;
        program.title = program.name;
        program.absent = tried(program);
        wanted.push_back(program);
    }
    for (Program& program : wanted)
        if (program.path.empty()) find(program, places);
    return wanted;
}

}  // namespace models
