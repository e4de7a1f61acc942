#include "evidence/proc/snapshot.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace grader {

void to_json(nlohmann::json& to, const ThreadState& from) {
    to = std::string(1, static_cast<char>(from));
}
void from_json(const nlohmann::json& from, ThreadState& to) {
    const auto& letter = from.get_ref<const std::string&>();
    to = letter.empty() ? ThreadState::unknown : static_cast<ThreadState>(letter.front());
}

IO_LABS_JSON_FIELDS(ThreadView, tid, process, name, state, call, descriptor, inode, switches, cpu_ns,
                    ready_ns)
IO_LABS_JSON_FIELDS(DescriptorView, number, process, target, inode)
IO_LABS_JSON_FIELDS(EpollView, process, epoll, inode, events)
IO_LABS_JSON_FIELDS(Snapshot, time_ns, threads, descriptors, epolls, processes, hidden, mappings,
                    virtual_bytes, resident_bytes, anonymous_bytes, sockets)
IO_LABS_JSON_FIELDS(SnapshotParts, threads, calls, descriptors, memory, sockets, epolls)

namespace {

/// Without a network namespace the table has the sockets of the whole machine.
bool is_own_listener(const Snapshot& snapshot, const TcpSocket& socket) {
    if (socket.state != tcp_listening) return false;
    return snapshot.descriptors.empty() ||
           std::any_of(snapshot.descriptors.begin(), snapshot.descriptors.end(),
                       [&](const DescriptorView& view) { return view.inode == socket.inode; });
}

}  // namespace

SnapshotParts only_threads() {
    SnapshotParts parts;
    parts.descriptors = parts.memory = parts.sockets = false;
    return parts;
}

SnapshotParts all_but_sockets() {
    SnapshotParts parts;
    parts.sockets = false;
    return parts;
}

std::uint64_t Snapshot::ready_ns() const {
    std::uint64_t sum = 0;
    for (const ThreadView& thread : threads) sum += thread.ready_ns;
    return sum;
}

std::uint64_t Snapshot::cpu_ns() const {
    std::uint64_t sum = 0;
    for (const ThreadView& thread : threads) sum += thread.cpu_ns;
    return sum;
}

std::uint64_t Snapshot::switches() const {
    std::uint64_t sum = 0;
    for (const ThreadView& thread : threads) sum += thread.switches;
    return sum;
}

bool Snapshot::was_kept_from_running_since(const Snapshot& before) const {
    const auto wants_to_run = [](const Snapshot& look) {
        return std::any_of(look.threads.begin(), look.threads.end(),
                           [](const ThreadView& thread) { return thread.state == ThreadState::running; });
    };
    return wants_to_run(before) && wants_to_run(*this) && cpu_ns() == before.cpu_ns();
}

std::size_t Snapshot::most_threads_of_a_process() const {
    std::map<int, std::size_t> threads_of;
    std::size_t most = 0;
    for (const ThreadView& thread : threads) most = std::max(most, ++threads_of[thread.process]);
    return most;
}

bool Snapshot::all_asleep() const {
    return std::all_of(threads.begin(), threads.end(),
                       [](const ThreadView& thread) { return thread.state == ThreadState::asleep; });
}

const TcpSocket* Snapshot::serving(int client_port) const {
    const TcpSocket* served_at = listener();
    for (const TcpSocket& socket : sockets) {
        const bool from_server = served_at == nullptr || socket.local_port == served_at->local_port;
        if (socket.remote_port == client_port && from_server && socket.state != tcp_listening) return &socket;
    }
    return nullptr;
}

std::optional<std::uint32_t> Snapshot::epoll_events(int client_port) const {
    const TcpSocket* socket = serving(client_port);
    std::optional<std::uint32_t> events;
    for (const EpollView& view : epolls) {
        if (socket != nullptr && view.inode == socket->inode) events = events.value_or(0) | view.events;
    }
    return events;
}

const TcpSocket* Snapshot::listener() const {
    for (const TcpSocket& socket : sockets) {
        if (is_own_listener(*this, socket)) return &socket;
    }
    return nullptr;
}

std::vector<TcpSocket> Snapshot::listeners() const {
    std::vector<TcpSocket> own;
    std::copy_if(sockets.begin(), sockets.end(), std::back_inserter(own),
                 [&](const TcpSocket& socket) { return is_own_listener(*this, socket); });
    return own;
}

}  // namespace grader
