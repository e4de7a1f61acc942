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
#include <vector>

namespace models {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> command(const Program& program, std::size_t connections,
                                 std::vector<std::string> before) {
    before.insert(before.end(), {program.path, "--port", "0"});
    if (program.worker_each) before.insert(before.end(), {"--workers", fmt::to_string(connections)});
    return before;
}

std::vector<int> children_of(int pid) {
    std::vector<int> children;
    std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", pid));
    for (int child = 0; file >> child;) children.push_back(child);
    return children;
}

}  // namespace

Subject::Subject(const Program& program, std::size_t connections, const std::vector<int>& cores,
                 const std::vector<std::string>& before)
    : process_(command(program, connections, before), cores) {
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

bool Subject::terminate() {
    kill(process_.pid(), SIGTERM);  // what becomes of its children is its own affair
    return process_.wait(10s).succeeded;
}

}  // namespace models
