#include "evidence/trace/descriptors.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "evidence/proc/tcp_table.hpp"

namespace grader {

namespace {

std::string link_target(const std::string& directory, int number) {
    char target[256];
    const std::string path = directory + "/fd/" + std::to_string(number);
    const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
    return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

bool is_nonblocking(const std::string& directory, int number) {
    const std::string path = directory + "/fdinfo/" + std::to_string(number);
    const std::string info = read_file(path, 4096).value_or("");
    const auto at = info.find("flags:");
    if (at == std::string::npos) return false;
    return (std::strtoul(info.c_str() + at + 6, nullptr, 8) & O_NONBLOCK) != 0;  // octal, proc_pid_fdinfo(5)
}

UniqueFd borrowed(pid_t owner, unsigned flags, int number) {
    const UniqueFd from(static_cast<int>(::syscall(SYS_pidfd_open, owner, flags)));
    if (!from) return {};
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_getfd, from.get(), number, 0)));
}

/// The port at the other end of a socket, asked of the socket itself: the table of all of them takes
/// milliseconds. Nothing where a tracer may not borrow descriptors (before Linux 5.6, in some containers).
std::optional<int> peer_port(pid_t process, pid_t tid, int number) {
    constexpr unsigned any_thread = O_EXCL;  // PIDFD_THREAD, since Linux 6.9
    UniqueFd socket = borrowed(process, 0, number);
    // Its first thread has ended.
    if (!socket && process != tid) socket = borrowed(tid, any_thread, number);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (!socket || ::getpeername(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return std::nullopt;
    return ntohs(address.sin_port);
}

}  // namespace

Descriptor Descriptors::describe(pid_t tid, int number) {
    Descriptor descriptor;
    descriptor.number = number;
    // /proc lists processes only, but knows every thread by its number.
    const std::string directory = "/proc/" + std::to_string(tid);
    const std::string target = number >= 0 ? link_target(directory, number) : std::string();
    const std::string_view text = target;
    constexpr std::string_view socket = "socket:[";
    constexpr std::string_view anonymous = "anon_inode:[";
    if (text.substr(0, socket.size()) == socket) {
        std::from_chars(text.data() + socket.size(), text.data() + text.size(), descriptor.inode);
        descriptor.nonblocking = is_nonblocking(directory, number);
        if (const auto found = connections_.find(descriptor.inode); found != connections_.end()) {
            descriptor.kind = DescriptorKind::connection;
            descriptor.peer_port = found->second;
        } else {
            descriptor.kind =
                listeners_.count(descriptor.inode) != 0 ? DescriptorKind::listener : DescriptorKind::socket;
        }
    } else if (text.substr(0, anonymous.size()) == anonymous) {
        // Without the "]".
        descriptor.kind =
            kind_of_anonymous(text.substr(anonymous.size(), text.size() - anonymous.size() - 1));
    } else if (text.substr(0, 6) == "pipe:[") {
        descriptor.kind = DescriptorKind::pipe;
    } else {
        descriptor.kind = target.empty() ? DescriptorKind::none : DescriptorKind::file;
    }
    return descriptor;
}

void Descriptors::note_listener(const Descriptor& descriptor) {
    if (descriptor.inode != 0) listeners_.insert(descriptor.inode);
}

void Descriptors::note_sockets(const std::vector<TcpSocket>& sockets) {
    std::set<int> ports;
    for (const TcpSocket& socket : sockets) {
        if (socket.state != tcp_listening) continue;
        listeners_.insert(socket.inode);
        ports.insert(socket.local_port);
    }
    for (const TcpSocket& socket : sockets) {
        if (socket.state != tcp_listening && ports.count(socket.local_port) != 0)
            connections_[socket.inode] = socket.remote_port;
    }
}

void Descriptors::note_receive_timeout(const Descriptor& descriptor, std::int64_t ns) {
    receive_timeouts_.erase(descriptor.inode);
    if (ns > 0 && descriptor.inode != 0) receive_timeouts_[descriptor.inode] = ns;
}

std::int64_t Descriptors::receive_timeout(const Descriptor& descriptor) const {
    const auto found = receive_timeouts_.find(descriptor.inode);
    return found == receive_timeouts_.end() || descriptor.nonblocking ? -1 : found->second;
}

Descriptor Descriptors::note_connection(pid_t process, pid_t tid, int number, const Descriptor& listener) {
    Descriptor descriptor = describe(tid, number);
    if (descriptor.inode == 0) return descriptor;
    descriptor.kind = DescriptorKind::connection;
    descriptor.peer_port = peer_port(process, tid, number).value_or(0);
    if (descriptor.peer_port == 0) {
        for (const TcpSocket& socket : read_tcp_table()) {
            if (socket.inode == descriptor.inode) descriptor.peer_port = socket.remote_port;
        }
    }
    connections_[descriptor.inode] = descriptor.peer_port;
    note_receive_timeout(descriptor, receive_timeout(listener));
    return descriptor;
}

}  // namespace grader
