#include "cli/machine.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "checks/needs.hpp"
#include "cli/layer_words.hpp"
#include "evidence/calibration.hpp"
#include "evidence/clients/connection.hpp"

namespace grader {

namespace {

/// Why nobody at 127.0.0.1 can be reached.
std::string complaint_about_loopback() {
    try {
        const int port = unused_port("127.0.0.1");
        // Nobody listens there: "refused" is the answer of a loopback that is up.
        const Attempt attempt = start_connecting({"127.0.0.1", static_cast<std::uint16_t>(port)}, {});
        return attempt.error == 0 || attempt.error == ECONNREFUSED ? "" : std::strerror(attempt.error);
    } catch (const std::system_error& error) {
        return error.what();
    }
}

/// What a compiler says that was not let go on, at whatever line it was.
bool speaks_of_machine(const Diagnostic& diagnostic) {
    static constexpr const char* words[] = {
        "No space left on device", "File size limit exceeded", "Killed",
        "out of memory",           "annot allocate memory",    "virtual memory exhausted",
        "temporarily unavailable", "Too many open files",      "internal compiler error"};
    return std::any_of(std::begin(words), std::end(words),
                       [&](const char* word) { return diagnostic.message.find(word) != std::string::npos; });
}

}  // namespace

bool may_be_the_machines(const BuildResult& failed, const std::vector<Bound>& bounds) {
    const bool has_own_error =
        std::any_of(failed.diagnostics.begin(), failed.diagnostics.end(), [](const Diagnostic& diagnostic) {
            return !diagnostic.file.empty() && diagnostic.is_error() && !speaks_of_machine(diagnostic);
        });
    return !has_own_error && !shortages(needs_of_building(), bounds).empty();
}

std::string with_package(std::string message) {
    for (const char* name : {"tsan", "asan", "libclang_rt"}) {
        if (message.find("annot ") == std::string::npos || message.find(name) == std::string::npos) continue;
        return message +
               ". The compiler's sanitizers are not installed: apt install libtsan2 libasan8 (g++), or "
               "libclang-rt-dev (clang)";
    }
    return message;
}

std::string complaint_about_machine(const Arena& arena) {
    if (const std::string complaint = complaint_about_loopback(); !complaint.empty())
        return fmt::format(
            "nobody can be reached at 127.0.0.1 on this machine ({}), and that is where servers listen; to "
            "bring the "
            "loopback up: sudo ip link set lo up",
            complaint);
    const std::string scratch = arena.scratch().path().string();
    struct statvfs about {};
    if (::statvfs(scratch.c_str(), &about) == 0 && (about.f_flag & ST_NOEXEC) != 0)
        return fmt::format(
            "programs can't be run in {} on this machine (it is mounted noexec); name another "
            "directory in TMPDIR",
            scratch);
    return {};
}

std::vector<Need> needs_of_grading(const std::vector<LabResult>& labs, const std::vector<Bound>& bounds) {
    std::vector<Need> all = needs_of_building();
    for (const LabResult& lab : labs) {
        for (const CheckResult& check : lab.checks) {
            const std::vector<Need> needs = needs_of(lab.lab, check.name, bounds);
            all.insert(all.end(), needs.begin(), needs.end());
        }
    }
    return all;
}

MachineReport describe_machine(const Arena& arena, const std::vector<Bound>& bounds,
                               const std::vector<LabResult>& labs) {
    utsname kernel{};
    ::uname(&kernel);
    MachineReport report;
    report.cores = static_cast<int>(std::thread::hardware_concurrency());
    report.kernel = kernel.release;
    report.slowdown = slowdown_of_machine(bounds);
    report.layers = describe_layers(arena.layers());
    for (const Shortage& shortage : shortages(needs_of_grading(labs, bounds), bounds))
        report.layers.push_back({"enough " + name_of(shortage.resource), false, shortage.sentence});
    return report;
}

double slowdown_of_machine(const std::vector<Bound>& bounds) {
    constexpr double most = 10;
    const double share = std::max<double>(
        1, static_cast<double>(std::min<std::uint64_t>(most_of(Resource::processor, bounds), 1000)));
    return std::min(most, std::max(measure_slowdown(), 1000.0 / share));
}

}  // namespace grader
