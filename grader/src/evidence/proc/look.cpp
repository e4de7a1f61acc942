#include "evidence/proc/look.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

std::uint64_t socket_inode(const std::string& target) {
    return target.compare(0, 8, "socket:[") == 0 ? std::strtoull(target.c_str() + 8, nullptr, 10) : 0;
}

/// "running", "-1 …" (asleep outside a call), or "NUMBER ARG0 …": proc_pid_syscall(5).
void read_call(const std::string& directory, ThreadView& thread) {
    const std::string text = read_file(directory + "/syscall", 4096).value_or("running");
    char* rest = nullptr;
    const long number = std::strtol(text.c_str(), &rest, 10);
    if (rest == text.c_str() || number < 0) return;
    thread.call = call_numbered(number);
    thread.descriptor = static_cast<int>(std::strtoll(rest, nullptr, 16));
}

std::optional<ThreadView> view_thread(const std::string& directory, int tid, bool with_call) {
    const auto status = read_file(directory + "/status", 8192);
    if (!status) return std::nullopt;
    ThreadView thread;
    thread.tid = tid;
    if (status->compare(0, 6, "Name:\t") == 0) thread.name = status->substr(6, status->find('\n') - 6);
    if (const auto at = status->find("\nState:\t"); at != std::string::npos)
        thread.state = static_cast<ThreadState>((*status)[at + 8]);
    thread.switches =
        number_at(*status, "voluntary_ctxt_switches") + number_at(*status, "nonvoluntary_ctxt_switches");
    const std::string schedstat = read_file(directory + "/schedstat", 128).value_or("0 0");
    char* behind = nullptr;
    thread.cpu_ns = std::strtoull(schedstat.c_str(), &behind, 10);
    thread.ready_ns = std::strtoull(behind, nullptr, 10);
    if (with_call) read_call(directory, thread);
    return thread;
}

/// As long as one lives. Of a process that has ended its first thread tells so.
void leave_out_the_ended(std::vector<ThreadView>& threads) {
    const auto ended = [](const ThreadView& thread) {
        return thread.state == ThreadState::zombie || thread.state == ThreadState::dead;
    };
    if (!std::all_of(threads.begin(), threads.end(), ended)) std::erase_if(threads, ended);
}

/// A program that has made itself unreadable (prctl(2), PR_SET_DUMPABLE) seems to have nothing.
void note_refusal(Snapshot& snapshot) {
    if (errno == EACCES || errno == EPERM) snapshot.hidden = "Permission denied";
}

void view_descriptors(pid_t process, const std::string& directory, Snapshot& snapshot) {
    if (::access(directory.c_str(), R_OK | X_OK) != 0) note_refusal(snapshot);
    for (const int number : numbers_in(directory)) {
        char target[256];
        const ssize_t length =
            ::readlink((directory + "/" + std::to_string(number)).c_str(), target, sizeof target);
        if (length < 0) {
            note_refusal(snapshot);
            continue;
        }
        DescriptorView view{number, std::string(target, static_cast<std::size_t>(length)), 0, process};
        view.inode = socket_inode(view.target);
        snapshot.descriptors.push_back(std::move(view));
    }
}

void view_epolls(pid_t process, const std::string& directory, Snapshot& snapshot) {
    for (const DescriptorView& view : snapshot.descriptors) {
        if (view.process != process || view.target != "anon_inode:[eventpoll]") continue;
        const auto text = read_file(directory + "/" + std::to_string(view.number));
        if (!text) note_refusal(snapshot);
        for (EpollView& watched : parse_epoll(text.value_or(""))) {
            watched.process = process;
            watched.epoll = view.number;
            snapshot.epolls.push_back(watched);
        }
    }
}

void view_threads(pid_t process, bool with_calls, Snapshot& snapshot) {
    const std::string directory = "/proc/" + std::to_string(process) + "/task/";
    for (const int tid : numbers_in(directory)) {
        auto thread = view_thread(directory + std::to_string(tid), tid, with_calls);
        if (!thread) continue;
        thread->process = process;
        for (const DescriptorView& view : snapshot.descriptors) {
            if (view.process == process && view.number == thread->descriptor) thread->inode = view.inode;
        }
        snapshot.threads.push_back(std::move(*thread));
    }
}

std::uint64_t lines_in(const std::string& path, Snapshot& snapshot) {
    // With long file names it is megabytes.
    std::ifstream file(path);
    if (!file) note_refusal(snapshot);
    return static_cast<std::uint64_t>(
        std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n'));
}

void view_memory(const std::string& directory, Snapshot& snapshot) {
    snapshot.mappings += lines_in(directory + "/maps", snapshot);
    std::istringstream statm(read_file(directory + "/statm", 128).value_or(""));
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    statm >> size >> resident;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    snapshot.virtual_bytes += size * page;
    snapshot.resident_bytes += resident * page;
    // statm counts by and by, thread by thread; this one looks into the page tables.
    const std::string rollup = read_file(directory + "/smaps_rollup", 4096).value_or("");
    snapshot.anonymous_bytes += (number_at(rollup, "Anonymous") + number_at(rollup, "Swap")) << 10U;
    if (rollup.empty())
        snapshot.anonymous_bytes += number_at(read_file(directory + "/status", 8192).value_or(""), "RssAnon")
                                    << 10U;
}

}  // namespace

std::vector<DescriptorView> descriptors_of(pid_t process) {
    Snapshot seen;
    view_descriptors(process, living_directory(process) + "/fd", seen);
    return std::move(seen.descriptors);
}

std::vector<EpollView> parse_epoll(const std::string& text) {
    std::vector<EpollView> watched;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t events = line.find(" events:");
        const std::size_t inode = line.find(" ino:");
        if (line.compare(0, 4, "tfd:") != 0 || events == std::string::npos || inode == std::string::npos)
            continue;
        EpollView view;
        view.events = static_cast<std::uint32_t>(std::strtoul(line.c_str() + events + 8, nullptr, 16));
        view.inode = std::strtoull(line.c_str() + inode + 5, nullptr, 16);
        watched.push_back(view);
    }
    return watched;
}

std::optional<Snapshot> take_snapshot(const std::vector<pid_t>& processes, const SnapshotParts& parts) {
    const auto directory_of = [](pid_t process) { return "/proc/" + std::to_string(process); };
    if (!fs::exists(directory_of(processes.front()))) return std::nullopt;
    Snapshot snapshot;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    snapshot.time_ns = now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
    for (const pid_t process : processes) {
        if (lives(read_file(directory_of(process) + "/status", 8192).value_or(""))) ++snapshot.processes;
        const std::string living = parts.descriptors || parts.memory ? living_directory(process) : "";
        if (parts.descriptors) view_descriptors(process, living + "/fd", snapshot);
        if (parts.descriptors && parts.epolls) view_epolls(process, living + "/fdinfo", snapshot);
        if (parts.threads) view_threads(process, parts.calls, snapshot);
        if (parts.memory) view_memory(living, snapshot);
    }
    if (parts.threads) {
        if (snapshot.threads.empty()) return std::nullopt;
        leave_out_the_ended(snapshot.threads);
    }
    if (parts.sockets) {
        snapshot.sockets = read_tcp_table();
        // A server may have made its socket for IPv6, which takes IPv4 as well.
        if (snapshot.listener() == nullptr) {
            const std::vector<TcpSocket> of_ipv6 = read_tcp6_table();
            snapshot.sockets.insert(snapshot.sockets.end(), of_ipv6.begin(), of_ipv6.end());
        }
    }
    return snapshot;
}

}  // namespace grader
