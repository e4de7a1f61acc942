// RT_BENCH_VERSIONS comes from CMakeLists.txt: "name value|name value|…".
#include "machine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace bench {
namespace {

/// What follows `name` and its separators in a file of such lines; empty if nothing does.
std::string entry_of(const char* file_name, const std::string& name) {
    std::ifstream file(file_name);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(name)) continue;
        const std::size_t begin = line.find_first_not_of("\t :=\"", name.size());
        const std::size_t end = line.find_last_not_of('"');
        if (begin != std::string::npos) return line.substr(begin, end + 1 - begin);
    }
    return "";
}

std::string first_line(const char* file_name) {
    std::ifstream file(file_name);
    std::string line;
    std::getline(file, line);
    return line;
}

double load_average() {
    double average = 0;
    return getloadavg(&average, 1) == 1 ? average : 0;
}

constexpr const char* clock_source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

}  // namespace

std::vector<std::pair<std::string, std::string>> describe_machine(const Cores& cores) {
    utsname kernel{};
    uname(&kernel);
    std::string processor = entry_of("/proc/cpuinfo", "model name");
    if (processor.empty()) processor = kernel.machine;  // arm64 names no model
    const bool guest = entry_of("/proc/cpuinfo", "flags").find(" hypervisor") != std::string::npos;
    return {
        {"processor", fmt::format("{}, {} cores{}", processor, sysconf(_SC_NPROCESSORS_ONLN),
                                  guest ? ", a virtual machine" : "")},
        {"system", fmt::format("{}, Linux {}", entry_of("/etc/os-release", "PRETTY_NAME"), kernel.release)},
        {"clock", first_line(clock_source)},
        {"load average", fmt::format("{:.2f}", load_average())},
        {"cores",
         fmt::format("server {}, client {}; with more workers all on {}", fmt::join(cores.server, ","),
                     fmt::join(cores.client, ","), fmt::join(cores.shared, ","))}};
}

std::vector<std::pair<std::string, std::string>> describe_versions() {
    std::vector<std::pair<std::string, std::string>> versions{{"compiler", __VERSION__}};
    std::istringstream entries(RT_BENCH_VERSIONS);
    for (std::string entry; std::getline(entries, entry, '|');) {
        const std::size_t space = entry.find(' ');
        if (space != std::string::npos)
            versions.emplace_back(entry.substr(0, space), entry.substr(space + 1));
    }
    return versions;
}

std::vector<std::string> machine_warnings(const Cores& cores) {
    std::vector<std::string> warnings;
#ifndef NDEBUG
    warnings.emplace_back(
        "this was built for debugging: nothing of it counts (CMAKE_BUILD_TYPE=RelWithDebInfo)");
#endif
    if (cores.server == cores.client)
        warnings.emplace_back(
            "only one core: the client takes its time from the server, and more workers gain nothing");
    const std::string clock = first_line(clock_source);
    if (clock != "tsc" && clock != "kvm-clock" && clock != "arch_sys_counter" && !clock.empty())
        warnings.push_back(
            fmt::format("the clock is {}: reading it may cost a system call for each message", clock));
    if (load_average() > 0.5)
        warnings.push_back(
            fmt::format("the machine was busy when this began (load average {:.1f})", load_average()));
    return warnings;
}

}  // namespace bench
