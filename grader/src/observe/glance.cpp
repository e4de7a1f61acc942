#include "observe/glance.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "base/files.hpp"
#include "evidence/proc/look.hpp"
#include "evidence/trace/descriptors.hpp"
#include "evidence/trace/waiting.hpp"

namespace grader {

namespace {

/// What a process's descriptors are to its clients.
class Owners {
 public:
    Owners(const Snapshot& snapshot, const ClientPorts& clients) {
        std::map<std::uint64_t, int> client_of;
        std::map<std::uint64_t, bool> listens;
        for (const TcpSocket& socket : snapshot.listeners()) listens[socket.inode] = true;
        std::map<int, bool> ports;
        for (const TcpSocket& socket : snapshot.listeners()) ports[socket.local_port] = true;
        for (const TcpSocket& socket : snapshot.sockets) {
            const auto found = clients.find(socket.remote_port);
            if (found != clients.end() && ports.count(socket.local_port) != 0 && socket.inode != 0)
                client_of[socket.inode] = found->second;
        }
        for (const DescriptorView& view : snapshot.descriptors) {
            const std::pair key{view.process, view.number};
            if (const auto found = client_of.find(view.inode); view.inode != 0 && found != client_of.end())
                clients_[key] = found->second;
            if (listens.count(view.inode) != 0) listeners_[key] = view.inode;
        }
    }

    /// 0: none.
    [[nodiscard]] int client(int process, int number) const {
        const auto found = clients_.find({process, number});
        return found == clients_.end() ? 0 : found->second;
    }
    [[nodiscard]] bool listens(int process, int number) const {
        return listeners_.count({process, number}) != 0;
    }
    [[nodiscard]] const std::map<std::pair<int, int>, int>& clients() const { return clients_; }
    [[nodiscard]] const std::map<std::pair<int, int>, std::uint64_t>& listeners() const { return listeners_; }

 private:
    std::map<std::pair<int, int>, int> clients_;              // process, descriptor → client
    std::map<std::pair<int, int>, std::uint64_t> listeners_;  // → inode
};

std::vector<LoopFact> loops_of(const Snapshot& snapshot, const Owners& owners) {
    std::vector<LoopFact> loops;
    for (const DescriptorView& view : snapshot.descriptors) {
        if (view.target != "anon_inode:[eventpoll]") continue;
        LoopFact loop{.process = view.process, .number = view.number};
        const std::string path =
            "/proc/" + std::to_string(view.process) + "/fdinfo/" + std::to_string(view.number);
        constexpr std::size_t most = 1U << 20U;
        for (const Watched& watched : parse_watched(read_file(path, most).value_or(""))) {
            if (owners.listens(view.process, watched.number)) loop.has_listener = true;
            const int client = owners.client(view.process, watched.number);
            if (client == 0) continue;
            if (std::count(loop.clients.begin(), loop.clients.end(), client) != 0) continue;
            loop.clients.push_back(client);
            if ((watched.events & EPOLLET) != 0) ++loop.edge;
            if ((watched.events & EPOLLONESHOT) != 0) ++loop.one_shot;
        }
        std::sort(loop.clients.begin(), loop.clients.end());
        loops.push_back(std::move(loop));
    }
    return loops;
}

/// A call that a tracer has interrupted goes on as restart_syscall(2): which one it is, where it sleeps
/// tells.
Call restarted_call(const ThreadView& thread) {
    const std::string where =
        read_file(
            "/proc/" + std::to_string(thread.process) + "/task/" + std::to_string(thread.tid) + "/wchan", 64)
            .value_or("");
    if (where.find("poll") != std::string::npos) return Call::poll;
    if (where.find("futex") != std::string::npos) return Call::futex;
    if (where.find("nanosleep") != std::string::npos) return Call::clock_nanosleep;
    return Call::restart_syscall;
}

/// The call of a thread that sleeps, with its arguments: proc_pid_syscall(5).
Event call_of(const ThreadView& thread) {
    Event event;
    event.what = EventKind::call;
    event.call = thread.call;
    std::istringstream words(read_file("/proc/" + std::to_string(thread.process) + "/task/" +
                                           std::to_string(thread.tid) + "/syscall",
                                       512)
                                 .value_or(""));
    std::string word;
    words >> word;
    for (int index = 0; index < 6 && words >> word; ++index)
        event.arguments.push_back(std::strtoull(word.c_str(), nullptr, 16));
    return event;
}

DescriptorKind kind_of(const Snapshot& snapshot, const Owners& owners, int process, int number) {
    if (owners.client(process, number) != 0) return DescriptorKind::connection;
    if (owners.listens(process, number)) return DescriptorKind::listener;
    for (const DescriptorView& view : snapshot.descriptors) {
        if (view.process != process || view.number != number) continue;
        if (view.inode != 0) return DescriptorKind::socket;
        if (view.target.rfind("pipe:[", 0) == 0) return DescriptorKind::pipe;
        constexpr std::string_view anonymous = "anon_inode:[";
        if (view.target.rfind(anonymous, 0) == 0)
            return kind_of_anonymous(
                std::string_view(view.target)
                    .substr(anonymous.size(), view.target.size() - anonymous.size() - 1));
        return DescriptorKind::file;
    }
    return DescriptorKind::unknown;
}

ThreadFact fact_of(const ThreadView& view, const Snapshot& snapshot, const Owners& owners,
                   const std::vector<LoopFact>& loops) {
    ThreadFact fact;
    fact.tid = view.tid;
    fact.process = view.process;
    fact.name = view.name;
    fact.state = view.state;
    fact.call = view.call;
    fact.cpu_ns = view.cpu_ns;
    fact.switches = view.switches;
    if (fact.call == Call::restart_syscall) fact.call = restarted_call(view);
    const CallRow& row = about(fact.call);
    const auto wait_for = [&](int number) {
        if (const int client = owners.client(view.process, number)) fact.clients.push_back(client);
        if (owners.listens(view.process, number)) fact.for_listener = true;
    };
    if (row.waits == Waits::for_descriptors) {
        Event event = call_of(view);
        event.call = fact.call;
        constexpr std::size_t arguments = 6;
        if (event.call != Call::none && event.arguments.size() == arguments) {
            Descriptors descriptors;
            for (const Descriptor& waited : waited_descriptors(view.tid, event, descriptors))
                wait_for(waited.number);
        }
    } else if (row.on >= 0) {
        fact.on = kind_of(snapshot, owners, view.process, view.descriptor);
        if (row.waits == Waits::for_events) {
            fact.loop = view.descriptor;
            for (const LoopFact& loop : loops) {
                if (loop.process != view.process || loop.number != view.descriptor) continue;
                fact.clients = loop.clients;
                fact.for_listener = loop.has_listener;
            }
        } else {
            wait_for(view.descriptor);
        }
    }
    return fact;
}

std::vector<ListenerFact> listeners_of(const Snapshot& snapshot, const Owners& owners) {
    std::vector<ListenerFact> found;
    for (const TcpSocket& socket : snapshot.listeners()) {
        ListenerFact listener{
            .inode = socket.inode, .port = socket.local_port, .backlog = static_cast<int>(socket.unread)};
        for (const auto& [place, inode] : owners.listeners()) {
            if (inode == socket.inode &&
                std::count(listener.processes.begin(), listener.processes.end(), place.first) == 0)
                listener.processes.push_back(place.first);
        }
        found.push_back(std::move(listener));
    }
    return found;
}

/// /proc/PID/task/TID/syscall is only for who may trace it.
bool may_see_calls(const Snapshot& snapshot) {
    if (snapshot.threads.empty()) return false;
    const ThreadView& thread = snapshot.threads.front();
    return read_file(
               "/proc/" + std::to_string(thread.process) + "/task/" + std::to_string(thread.tid) + "/syscall",
               512)
        .has_value();
}

}  // namespace

std::vector<Watched> parse_watched(const std::string& fdinfo) {
    std::vector<Watched> all;
    std::istringstream lines(fdinfo);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string key;
        Watched watched;
        // "tfd:        5 events:       19 data: …"
        if (words >> key && key == "tfd:" && words >> watched.number >> key >> std::hex >> watched.events)
            all.push_back(watched);
    }
    return all;
}

Glance glance_at(const std::vector<pid_t>& processes, const ClientPorts& clients) {
    Glance glance;
    if (processes.empty()) return glance;
    auto snapshot = take_snapshot(processes, SnapshotParts());
    if (!snapshot) return glance;
    glance.snapshot = *std::move(snapshot);
    const Snapshot& seen = glance.snapshot;
    const Owners owners(seen, clients);
    ModelLook& look = glance.look;
    look.loops = loops_of(seen, owners);
    look.listeners = listeners_of(seen, owners);
    look.processes = seen.processes;
    look.connected = static_cast<int>(clients.size());
    look.sees_calls = may_see_calls(seen);
    for (const ThreadView& thread : seen.threads)
        look.threads.push_back(fact_of(thread, seen, owners, look.loops));
    for (const auto& [place, client] : owners.clients()) {
        std::vector<int>& holders = look.holders[client];
        if (std::count(holders.begin(), holders.end(), place.first) == 0) holders.push_back(place.first);
    }
    return glance;
}

}  // namespace grader
