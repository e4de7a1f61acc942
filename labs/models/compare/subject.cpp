#include "subject.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <time.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace models {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> command(const Program& program, std::size_t connections, std::size_t cores,
                                 const Launch& launch) {
    std::vector<std::string> words = launch.before;
    words.insert(words.end(), {program.path, "--port", "0"});
    if (program.worker_each) words.insert(words.end(), {"--workers", fmt::to_string(connections)});
    if (program.worker_a_core) words.insert(words.end(), {"--workers", fmt::to_string(cores)});
    words.insert(words.end(), launch.options.begin(), launch.options.end());
    return words;
}

/// The number behind `name` in a file of lines such as "VmPTE:  44 kB"; 0 if there is none.
std::uint64_t entry_of(const std::string& file_name, std::string_view name) {
    std::ifstream file(file_name);
    std::uint64_t value = 0;
    for (std::string word; file >> word;)
        if (word == name && file >> value) return value;
    return 0;
}

std::vector<int> children_of(int pid) {
    std::vector<int> children;
    std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", pid));
    for (int child = 0; file >> child;) children.push_back(child);
    return children;
}

}  // namespace

Subject::Subject(const Program& program, std::size_t connections, const std::vector<int>& cores,
                 const Launch& launch)
    : process_(command(program, connections, cores.size(), launch), cores, launch.quiet) {
    const std::string ready = process_.read_line(10s).value_or("");
    if (const std::size_t colon = ready.rfind(':'); colon != std::string::npos)
        std::from_chars(ready.data() + colon + 1, ready.data() + ready.size(), port_);
    if (port_ == 0) throw std::runtime_error(program.name + " did not say where it listens");
}

std::vector<int> Subject::pids() const {
    std::vector<int> all{process_.pid()};
    for (std::size_t index = 0; index < all.size(); ++index)
        for (const int child : children_of(all[index])) all.push_back(child);
    return all;
}

std::chrono::nanoseconds Subject::cpu_time() const {
    std::chrono::nanoseconds sum{0};
    for (const int pid : pids()) {
        clockid_t clock{};
        timespec used{};
        if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &used) == 0)
            sum += std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
    }
    return sum;
}

std::size_t Subject::threads() const {
    std::size_t count = 0;
    for (const int pid : pids())
        for ([[maybe_unused]] const auto& task :
             std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid)))
            ++count;
    return count;
}

std::size_t Subject::processes() const {
    return pids().size();
}

std::size_t Subject::descriptors_of_clients() const {
    std::size_t sockets = 0;
    for (const auto& each : std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", process_.pid()))) {
        std::error_code gone;
        if (std::filesystem::read_symlink(each, gone).string().starts_with("socket:")) ++sockets;
    }
    return sockets > 0 ? sockets - 1 : 0;
}

std::size_t Subject::private_bytes() const {
    std::size_t sum = 0;
    for (const int pid : pids())
        sum += entry_of(fmt::format("/proc/{}/smaps_rollup", pid), "Anonymous:") * 1024;
    return sum;
}

std::size_t Subject::kernel_bytes() const {
    // THREAD_SIZE of x86-64 and of arm64 with pages of 4 KiB.
    constexpr std::size_t kernel_stack = 16 * 1024;
    std::size_t sum = threads() * kernel_stack;
    for (const int pid : pids()) sum += entry_of(fmt::format("/proc/{}/status", pid), "VmPTE:") * 1024;
    return sum;
}

std::uint64_t Subject::context_switches() const {
    std::uint64_t sum = 0;
    std::error_code gone;
    for (const int pid : pids())
        for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), gone))
            for (const char* kind : {"voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"})
                sum += entry_of(task.path() / "status", kind);
    return sum;
}

bool Subject::terminate() {
    kill(process_.pid(), SIGTERM);  // what becomes of its children is its own affair
    return process_.wait(10s).succeeded;
}

}  // namespace models
