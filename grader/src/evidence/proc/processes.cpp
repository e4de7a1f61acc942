#include "evidence/proc/processes.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "base/files.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

// Set and read by the warden's only thread.
pid_t own_helper = -1;

bool is_zombie(const std::string& status) {
    return status.find("\nState:\tZ") != std::string::npos;
}

}  // namespace

std::vector<int> numbers_in(const fs::path& directory) {
    std::vector<int> numbers;
    std::error_code gone;
    for (fs::directory_iterator entry(directory, gone), end; !gone && entry != end; entry.increment(gone)) {
        const std::string name = entry->path().filename();
        int number = 0;
        const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc() && *rest == '\0') numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::uint64_t number_at(const std::string& lines, const std::string& key) {
    const auto at = lines.find("\n" + key + ":");
    return at == std::string::npos ? 0 : std::strtoull(lines.c_str() + at + key.size() + 2, nullptr, 10);
}

bool lives(const std::string& status) {
    return !status.empty() && (!is_zombie(status) || number_at(status, "Threads") > 1);
}

// A zombie has given back its descriptors and its memory; the threads that still run have them.
std::string living_directory(pid_t process) {
    const std::string directory = "/proc/" + std::to_string(process);
    const std::string status = read_file(directory + "/status", 4096).value_or("");
    if (!is_zombie(status) || !lives(status)) return directory;
    for (const int tid : numbers_in(directory + "/task")) {
        std::string thread = directory + "/task/" + std::to_string(tid);
        const std::string state = read_file(thread + "/status", 4096).value_or("");
        if (!state.empty() && !is_zombie(state)) return thread;
    }
    return directory;
}

std::vector<pid_t> all_processes(pid_t supervisor, pid_t program) {
    std::vector<pid_t> all = {program};
    for (const pid_t pid : descendants(supervisor)) {
        if (pid != supervisor && pid != program) all.push_back(pid);
    }
    return all;
}

std::vector<pid_t> descendants(pid_t ancestor) {
    std::map<pid_t, pid_t> parents;
    for (const int pid : numbers_in("/proc")) {
        const std::string status = read_file("/proc/" + std::to_string(pid) + "/status", 4096).value_or("");
        if (lives(status)) parents[pid] = static_cast<pid_t>(number_at(status, "PPid"));
    }
    std::vector<pid_t> found;
    for (const auto& [pid, parent] : parents) {
        pid_t above = pid;
        while (above > 0 && above != ancestor) {
            const auto next = parents.find(above);
            above = next == parents.end() ? 0 : next->second;
        }
        if (above == ancestor && pid != own_helper) found.push_back(pid);
    }
    return found;
}

pid_t outer_number(pid_t number, const std::vector<pid_t>& among) {
    for (const pid_t candidate : among) {
        const std::string status =
            read_file("/proc/" + std::to_string(candidate) + "/status", 8192).value_or("");
        const auto at = status.find("\nNSpid:");
        if (at == std::string::npos) continue;
        std::istringstream numbers(status.substr(at + 7, status.find('\n', at + 1) - at - 7));
        pid_t innermost = 0;
        while (numbers >> innermost) {
        }
        if (innermost == number) return candidate;
    }
    return 0;
}

void leave_out_own_helper(pid_t helper) {
    own_helper = helper;
}

}  // namespace grader
