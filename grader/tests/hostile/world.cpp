#include "world.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "evidence/proc/processes.hpp"
#include "support/temporary_directory.hpp"

namespace grader::hostile {

namespace fs = std::filesystem;

namespace {

bool is_private = false;
constexpr const char* message_queues = "/dev/shm/.queues";

void write_to(const std::string& file, const std::string& text) {
    std::ofstream out(file);
    out << text;
}

bool make_namespaces() {
    const uid_t uid = ::geteuid();
    const gid_t gid = ::getegid();
    const int wanted =
        CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | (uid == 0 ? 0 : CLONE_NEWUSER);
    if (::unshare(wanted) != 0) return false;
    if (uid != 0) {
        write_to("/proc/self/setgroups", "deny");
        write_to("/proc/self/uid_map", std::to_string(uid) + " " + std::to_string(uid) + " 1");
        write_to("/proc/self/gid_map", std::to_string(gid) + " " + std::to_string(gid) + " 1");
    }
    return true;
}

void bring_loopback_up() {
    const UniqueFd socket(check(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    check(::ioctl(socket.get(), SIOCSIFFLAGS, &request), "bring lo up");
    std::strcpy(request.ifr_name, "lo:1");
    auto* const address = reinterpret_cast<sockaddr_in*>(&request.ifr_addr);
    *address = sockaddr_in{};
    address->sin_family = AF_INET;
    ::inet_pton(AF_INET, outside_address, &address->sin_addr);
    check(::ioctl(socket.get(), SIOCSIFADDR, &request), "give lo a second address");
}

/// In the world's first process.
void furnish() {
    check(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make / private");
    check(::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr), "mount /proc");
    check(::mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=256m"), "mount /dev/shm");
    // Below what is new already: a machine need not have /dev/mqueue for its queues to be there.
    check(::mkdir(message_queues, 0755), "mkdir");
    check(::mount("mqueue", message_queues, "mqueue", 0, nullptr), "mount the message queues");
    bring_loopback_up();
}

/// Where this process stands in the hierarchies that can be written.
std::vector<fs::path> own_cgroups() {
    std::vector<fs::path> found;
    std::istringstream memberships(contents("/proc/self/cgroup"));
    for (std::string line; std::getline(memberships, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        std::string controllers = line.substr(first + 1, second - first - 1);
        if (controllers.rfind("name=", 0) == 0) controllers = controllers.substr(5);
        for (const std::string& place :
             {std::string("/sys/fs/cgroup/") + controllers, std::string("/sys/fs/cgroup/unified"),
              std::string("/sys/fs/cgroup")}) {
            if (controllers.empty() ? !fs::exists(place + "/cgroup.controllers") : !fs::exists(place))
                continue;
            found.emplace_back(place + line.substr(second + 1));
            break;
        }
    }
    return found;
}

class OwnCgroups {
 public:
    /// Bounds for all that an attack may do once it has won.
    OwnCgroups() {
        for (const fs::path& parent : own_cgroups()) {
            const fs::path group = parent / ("io-labs-suite-" + std::to_string(::getpid()));
            std::error_code failure;
            if (!fs::create_directory(group, failure)) continue;
            // A v1 cpuset takes no process before it has processors and memory.
            for (const char* const inherited : {"cpuset.cpus", "cpuset.mems"}) {
                if (fs::exists(group / inherited)) write_to(group / inherited, contents(parent / inherited));
            }
            // Beside a machine full of other work a group counts as one process: that is too little to be
            // graded in.
            write_to(group / "cpu.shares", "2048");
            write_to(group / "pids.max", "9000");
            for (const char* const limit : {"memory.max", "memory.limit_in_bytes"}) {
                if (fs::exists(group / limit)) write_to(group / limit, std::to_string(6ULL << 30U));
            }
            groups_.push_back(group);
        }
    }
    ~OwnCgroups() {
        for (const fs::path& group : groups_) remove(group);
    }
    OwnCgroups(const OwnCgroups&) = delete;
    OwnCgroups& operator=(const OwnCgroups&) = delete;

    void join() const {
        for (const fs::path& group : groups_) write_to(group / "cgroup.procs", "0");
    }

 private:
    static void remove(const fs::path& group) {
        std::error_code failure;
        for (int attempt = 0; attempt < 200; ++attempt) {
            for (auto inner = fs::directory_iterator(group, failure); inner != fs::directory_iterator();
                 inner.increment(failure)) {
                if (inner->is_directory()) remove(inner->path());
            }
            if (fs::remove(group, failure) || !fs::exists(group)) return;
            ::usleep(10'000);
        }
    }

    std::vector<fs::path> groups_;
};

[[noreturn]] void be_the_world(const std::function<std::string()>& work, int result, bool own) {
    std::string answer;
    try {
        // The orphans of all that is started here come to us.
        check(::prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl(PR_SET_CHILD_SUBREAPER)");
        check(::prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl(PR_SET_PDEATHSIG)");
        is_private = own;
        if (own) furnish();
        answer = "+" + work();
    } catch (const std::exception& error) {
        answer = std::string("-") + error.what();
    }
    for (std::size_t at = 0; at < answer.size();) {
        const ssize_t written = ::write(result, answer.data() + at, answer.size() - at);
        if (written <= 0) break;
        at += static_cast<std::size_t>(written);
    }
    for (const pid_t pid : descendants(::getpid())) {
        if (pid != ::getpid()) ::kill(pid, SIGKILL);
    }
    ::_exit(0);
}

std::string processes() {
    std::string found;
    for (const pid_t pid : descendants(::getpid())) {
        if (pid == ::getpid()) continue;
        const std::string directory = "/proc/" + std::to_string(pid);
        std::string status = contents(directory + "/status");
        const auto state = status.find("State:");
        std::string name = contents(directory + "/comm");
        if (!name.empty() && name.back() == '\n') name.pop_back();
        // Gone since.
        if (state == std::string::npos) continue;
        found += std::to_string(pid) + " " + name + " " + status.substr(state + 7, 1) + "; ";
    }
    return found;
}

std::string names_below(const fs::path& directory) {
    std::set<std::string> names;
    std::error_code failure;
    for (auto entry = fs::recursive_directory_iterator(directory, failure);
         entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        if (entry->is_directory() || !fs::exists("/sys/fs/cgroup") ||
            directory.string().rfind("/sys", 0) != 0)
            names.insert(entry->path());
    }
    std::string all;
    for (const std::string& name : names) all += name + "; ";
    return all;
}

/// Lines, sorted, of the columns that say what a socket is and not how it is doing.
std::string sockets(const std::string& table, const std::set<std::size_t>& columns) {
    std::istringstream text(contents("/proc/net/" + table));
    std::multiset<std::string> lines;
    std::string line;
    std::getline(text, line);
    while (std::getline(text, line)) {
        std::istringstream words(line);
        std::string kept;
        std::size_t column = 0;
        for (std::string word; words >> word; ++column) {
            if (columns.count(column) != 0) kept += word + " ";
        }
        // A connection that is over lasts a minute more in the kernel: TIME_WAIT.
        if (table.rfind("tcp", 0) == 0 && kept.size() > 4 && kept.substr(kept.size() - 4) != " 0A ") continue;
        lines.insert(kept);
    }
    std::string all;
    for (const std::string& kept : lines) all += kept + "; ";
    return all;
}

std::string without_first_line(const std::string& text) {
    const auto end = text.find('\n');
    return end == std::string::npos ? "" : text.substr(end + 1);
}

}  // namespace

bool world_is_private() {
    return is_private;
}

std::string in_own_world(const std::function<std::string()>& work) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    const OwnCgroups cgroups;
    const pid_t maker = check(::fork(), "fork");
    if (maker == 0) {
        // All that inherits the death signal ends with the suite.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        cgroups.join();
        const bool own = make_namespaces();
        if (!own) be_the_world(work, write_end.get(), false);
        const pid_t first = ::fork();
        if (first == 0) be_the_world(work, write_end.get(), true);
        write_end.reset();
        while (::waitpid(first, nullptr, 0) < 0 && errno == EINTR) {
        }
        ::_exit(0);
    }
    write_end.reset();
    std::string answer;
    char piece[65536];
    for (ssize_t got = 0; (got = ::read(read_end.get(), piece, sizeof piece)) != 0;) {
        if (got > 0) answer.append(piece, static_cast<std::size_t>(got));
        if (got < 0 && errno != EINTR) break;
    }
    while (::waitpid(maker, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (answer.empty()) throw std::runtime_error("the attack has ended the whole world around it");
    if (answer[0] != '+') throw std::runtime_error(answer.substr(1));
    return answer.substr(1);
}

std::map<std::string, std::string> state_of_world() {
    std::map<std::string, std::string> state;
    // Ours to reap: whatever has ended.
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    state["processes"] = processes();
    std::string groups;
    for (const fs::path& group : own_cgroups()) {
        if (group.filename().string().rfind("io-labs-suite-", 0) == 0) groups += names_below(group);
    }
    state["cgroups"] = groups;
    state["mounts"] = contents("/proc/self/mounts");
    if (!is_private) return state;
    state["System V shared memory"] = without_first_line(contents("/proc/sysvipc/shm"));
    state["System V semaphores"] = without_first_line(contents("/proc/sysvipc/sem"));
    state["System V message queues"] = without_first_line(contents("/proc/sysvipc/msg"));
    state["/dev/shm"] = names_below("/dev/shm");
    state["POSIX message queues"] = names_below(message_queues);
    state["TCP listeners"] = sockets("tcp", {1, 2, 3}) + sockets("tcp6", {1, 2, 3});
    state["UDP sockets"] = sockets("udp", {1, 2}) + sockets("udp6", {1, 2});
    state["raw sockets"] = sockets("raw", {1, 2}) + sockets("raw6", {1, 2}) + sockets("packet", {2, 3});
    state["Unix sockets"] = sockets("unix", {4, 7});
    return state;
}

}  // namespace grader::hostile
