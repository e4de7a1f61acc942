// What the system-call filter can't decide, because the answer is in the program's memory or in who its
// processes are: whom it connects to on a loopback that is the machine's own, and whom it signals, limits or
// moves where it sees the machine's processes (arena/call_policy.cpp).
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "base/unique_fd.hpp"
#include "evidence/proc/look.hpp"
#include "evidence/proc/tcp_table.hpp"
#include "evidence/trace/memory.hpp"
#include "evidence/trace/tracer.hpp"

namespace grader {

namespace {

/// A socket address, copied once: what the program's other threads make of theirs meanwhile does not matter.
struct Target {
    sockaddr_storage address{};
    socklen_t size = 0;

    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

struct Loopback {
    std::string address;  // as read_tcp_table() and read_tcp6_table() have it
    int port = 0;
};

/// Nothing if the target is not on this machine's loopback.
std::optional<Loopback> loopback_of(const Target& target) {
    in_addr host{};
    int port = 0;
    if (target.address.ss_family == AF_INET && target.size >= sizeof(sockaddr_in)) {
        const auto& address = reinterpret_cast<const sockaddr_in&>(target.address);
        host = address.sin_addr;
        port = ntohs(address.sin_port);
    } else if (target.address.ss_family == AF_INET6 && target.size >= sizeof(sockaddr_in6)) {
        const auto& address = reinterpret_cast<const sockaddr_in6&>(target.address);
        port = ntohs(address.sin6_port);
        if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr))
            std::copy_n(address.sin6_addr.s6_addr + 12, 4, reinterpret_cast<std::uint8_t*>(&host));
        else if (IN6_IS_ADDR_LOOPBACK(&address.sin6_addr))
            return Loopback{"0.0.0.1", port};
        else if (!IN6_IS_ADDR_UNSPECIFIED(&address.sin6_addr))
            return std::nullopt;
    } else {
        return std::nullopt;
    }
    // Connecting to every address means to the loopback: ip(7).
    if (host.s_addr == INADDR_ANY) host.s_addr = htonl(INADDR_LOOPBACK);
    if (ntohl(host.s_addr) >> 24U != IN_LOOPBACKNET) return std::nullopt;
    char text[INET_ADDRSTRLEN];
    ::inet_ntop(AF_INET, &host, text, sizeof text);
    return Loopback{text, port};
}

/// All that listen there, whoever they are.
std::vector<TcpSocket> listeners_at(const Loopback& place) {
    std::vector<TcpSocket> found;
    for (const auto& table : {read_tcp_table(), read_tcp6_table()}) {
        std::copy_if(table.begin(), table.end(), std::back_inserter(found), [&](const TcpSocket& socket) {
            const bool reached = socket.local_address == place.address || socket.local_address == "0.0.0.0";
            return socket.state == tcp_listening && socket.local_port == place.port && reached;
        });
    }
    return found;
}

/// The program's own descriptor. Of a process whose main() has ended by pthread_exit() only another thread
/// can be asked (since Linux 6.9).
UniqueFd borrow(pid_t process, pid_t tid, int number) {
    constexpr unsigned a_thread = O_EXCL;  // PIDFD_THREAD
    for (const auto& [who, flags] : {std::pair{process, 0U}, std::pair{tid, a_thread}}) {
        const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, who, flags)));
        if (!handle) continue;
        UniqueFd copy(static_cast<int>(::syscall(SYS_pidfd_getfd, handle.get(), number, 0)));
        if (copy) return copy;
    }
    return {};
}

/// Without waiting: whoever has no room for the connection at once gets it later, as for a socket with a
/// time limit (socket(7), SO_SNDTIMEO).
int connect_at_once(int socket, const Target& target) {
    timeval before{};
    socklen_t size = sizeof before;
    ::getsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &before, &size);
    const timeval shortly{0, 1};
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &shortly, sizeof shortly);
    const int result = ::connect(socket, target.get(), target.size) == 0 ? 0 : -errno;
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &before, sizeof before);
    return result;
}

}  // namespace

std::vector<pid_t> Tracer::processes() const {
    std::set<pid_t> found;
    for (const auto& [tid, tracee] : tracees_) found.insert(tracee.process);
    return {found.begin(), found.end()};
}

/// Whether everybody who listens there is of the program.
bool Tracer::listens_at(const std::vector<TcpSocket>& listeners) const {
    std::set<std::uint64_t> own;
    for (const pid_t process : processes()) {
        for (const DescriptorView& view : descriptors_of(process)) own.insert(view.inode);
    }
    return !listeners.empty() &&
           std::all_of(listeners.begin(), listeners.end(),
                       [&](const TcpSocket& socket) { return own.count(socket.inode) != 0; });
}

/// The result of a connect: it is made here, with an address that nobody can exchange meanwhile.
int Tracer::connect_for(pid_t tid, const Tracee& tracee, const Registers& registers) const {
    Target target;
    target.size = static_cast<socklen_t>(registers.argument(2));
    if (target.size > sizeof target.address) return -EINVAL;
    if (!read_memory(tid, registers.argument(1), &target.address, target.size)) return -EFAULT;
    const std::optional<Loopback> place = loopback_of(target);
    if (!place || !listens_at(listeners_at(*place))) return -EPERM;
    const UniqueFd socket = borrow(tracee.process, tid, static_cast<int>(registers.argument(0)));
    if (!socket) return -EPERM;
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_TYPE, &type, &size) != 0) return -errno;
    return type == SOCK_STREAM ? connect_at_once(socket.get(), target) : -EPERM;
}

bool Tracer::is_own(pid_t who) const {
    // A negative number is a process group, which its leader has given its own number.
    const pid_t process = who < 0 ? -who : who;
    return who == 0 || (who != -1 && std::any_of(tracees_.begin(), tracees_.end(), [&](const auto& known) {
                            return (who > 0 && known.first == who) || known.second.process == process;
                        }));
}

void Tracer::judge(pid_t tid, const Tracee& tracee) const {
    Registers registers;
    if (!registers.load(tid)) return;
    const Call call = call_numbered(registers.call());
    int result = -EPERM;
    if (call == Call::connect) {
        result = connect_for(tid, tracee, registers);
    } else {
        const int argument = call == Call::setpriority ? 1 : 0;
        if (is_own(static_cast<pid_t>(registers.argument(argument)))) return;
    }
    registers.skip_call(tid);
    registers.set_result(result);
    registers.store(tid);
}

}  // namespace grader
