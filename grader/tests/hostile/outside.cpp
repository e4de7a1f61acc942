#include "outside.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "world.hpp"

namespace grader::hostile {

namespace {

/// On loopback only, or, by IPv4 and IPv6, on all addresses of a private world.
UniqueFd at_a_port(int type, bool everywhere, int& port) {
    const int family = everywhere ? AF_INET6 : AF_INET;
    UniqueFd socket(check(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
    sockaddr_in loopback{};
    loopback.sin_family = AF_INET;
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    const auto* const address =
        everywhere ? reinterpret_cast<const sockaddr*>(&any) : reinterpret_cast<const sockaddr*>(&loopback);
    check(::bind(socket.get(), address, everywhere ? sizeof any : sizeof loopback), "bind");
    if (type == SOCK_STREAM) check(::listen(socket.get(), 128), "listen");
    // The port is at the same place in both kinds of address.
    socklen_t size = sizeof any;
    check(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&any), &size), "getsockname");
    port = ntohs(any.sin6_port);
    return socket;
}

UniqueFd by_name(int type, const std::string& name, mode_t mode, uid_t owner) {
    UniqueFd socket(check(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof address.sun_path - 1));
    socklen_t size = sizeof address;
    const bool is_abstract = name[0] == '@';
    if (is_abstract) {
        address.sun_path[0] = '\0';
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    }
    check(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size), "bind " + name);
    if (type == SOCK_STREAM) check(::listen(socket.get(), 16), "listen " + name);
    if (!is_abstract) {
        check(::chmod(name.c_str(), mode), "chmod " + name);
        if (::geteuid() == 0) check(::chown(name.c_str(), owner, owner), "chown " + name);
    }
    return socket;
}

void become(uid_t owner) {
    if (::geteuid() != 0 || owner == 0) return;
    check(::setgroups(0, nullptr), "setgroups");
    check(::setresgid(owner, owner, owner), "setresgid");
    check(::setresuid(owner, owner, owner), "setresuid");
}

}  // namespace

Outside::Outside(const Place& place, uid_t owner) : owner_(owner) {
    doors_.push_back(
        {"the TCP port of somebody else", at_a_port(SOCK_STREAM, world_is_private(), ports_.canary), true});
    doors_.push_back(
        {"the UDP port of somebody else", at_a_port(SOCK_DGRAM, world_is_private(), ports_.udp), false});
    doors_.push_back({"a Unix socket that all may write to",
                      by_name(SOCK_STREAM, place.open_socket(), 0666, owner), true});
    doors_.push_back({"the user's agent", by_name(SOCK_STREAM, place.agent_socket(), 0600, owner), true});
    doors_.push_back({"a Unix datagram socket", by_name(SOCK_DGRAM, place.log_socket(), 0666, owner), false});
    doors_.push_back(
        {"an abstract Unix socket", by_name(SOCK_STREAM, place.abstract_socket(), 0, owner), true});
    doors_.push_back(
        {"an abstract datagram socket", by_name(SOCK_DGRAM, place.abstract_log(), 0, owner), false});
    // Not noted: clients of the grader come here if it believes a forged ready line.
    doors_.push_back({"", at_a_port(SOCK_STREAM, false, ports_.echo), true});
    start_doorman();
    start_bystander(place.secret("bystander"));
    // What they are called, and that they sleep, belongs to what is compared.
    for (const auto& [pid, name] : {std::pair{doorman_, "doorman"}, std::pair{bystander_, "bystander"}}) {
        for (int turn = 0; turn < 5'000 && !sleeps_as(pid, name); ++turn) ::usleep(1'000);
    }
}

bool Outside::sleeps_as(pid_t pid, const std::string& name) {
    const std::string status = read_file("/proc/" + std::to_string(pid) + "/stat").value_or("");
    return status.find("(" + name + ") S ") != std::string::npos;
}

Outside::~Outside() {
    for (const pid_t pid : {doorman_, bystander_}) {
        if (pid <= 0) continue;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
}

void Outside::start_doorman() {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
    notes_ = UniqueFd(ends[0]);
    const UniqueFd write_end(ends[1]);
    doorman_ = check(::fork(), "fork");
    if (doorman_ != 0) return;
    ::prctl(PR_SET_NAME, "doorman");
    std::vector<pollfd> watched;
    for (const Door& door : doors_) watched.push_back({door.socket.get(), POLLIN, 0});
    const std::size_t doors = watched.size();
    for (;;) {
        ::poll(watched.data(), watched.size(), -1);
        for (std::size_t index = 0; index < watched.size(); ++index) {
            pollfd& ready = watched[index];
            if (ready.revents == 0) continue;
            std::array<char, 4096> bytes{};
            if (index >= doors) {
                const ssize_t got = ::recv(ready.fd, bytes.data(), bytes.size(), 0);
                if (got > 0) ::send(ready.fd, bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
                if (got <= 0) {
                    ::close(ready.fd);
                    watched.erase(watched.begin() + static_cast<std::ptrdiff_t>(index));
                    break;
                }
                continue;
            }
            const Door& door = doors_[index];
            if (door.stream) {
                const int visitor = ::accept4(ready.fd, nullptr, nullptr, SOCK_CLOEXEC);
                if (visitor < 0) continue;
                if (door.name.empty()) {
                    watched.push_back({visitor, POLLIN, 0});
                    break;
                }
                ::close(visitor);
            } else if (::recv(ready.fd, bytes.data(), bytes.size(), 0) < 0) {
                continue;
            }
            const std::string line = door.name + " was reached\n";
            [[maybe_unused]] const auto written = ::write(write_end.get(), line.data(), line.size());
        }
    }
}

void Outside::start_bystander(const std::string& secret) {
    bystander_ = check(::fork(), "fork");
    if (bystander_ != 0) return;
    ::prctl(PR_SET_NAME, "bystander");
    become(owner_);
    // Readable as any process of this user is: a change of user has taken that away.
    ::prctl(PR_SET_DUMPABLE, 1);
    for (const Door& door : doors_) ::close(door.socket.get());
    // What a look into its memory would find.
    // NOLINTNEXTLINE(bugprone-unused-local-non-trivial-variable,performance-unnecessary-copy-initialization)
    const std::string kept = secret;
    for (;;) ::pause();
}

std::vector<std::string> Outside::visits() const {
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0;
         text.size() < 65536 && (got = ::read(notes_.get(), piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(got));
    std::vector<std::string> lines;
    std::istringstream words(text);
    for (std::string line; std::getline(words, line);) {
        if (lines.empty() || lines.back() != line) lines.push_back(line);
    }
    return lines;
}

std::string Outside::state_of_bystander() const {
    const std::string directory = "/proc/" + std::to_string(bystander_);
    std::ostringstream state;
    state << std::ifstream(directory + "/limits").rdbuf();
    std::ifstream status(directory + "/status");
    for (std::string line; std::getline(status, line);) {
        // Sleeping or running makes no difference; stopped, traced or gone does.
        if (line.rfind("State:", 0) == 0 && line.find("sleeping") == std::string::npos &&
            line.find("running") == std::string::npos)
            state << line << '\n';
        if (line.rfind("Cpus_allowed:", 0) == 0 || line.rfind("TracerPid:", 0) == 0) state << line << '\n';
    }
    std::ostringstream numbers;
    numbers << std::ifstream(directory + "/stat").rdbuf();
    std::istringstream after(
        numbers.str().substr(std::min(numbers.str().size(), numbers.str().rfind(')') + 1)));
    std::string word;
    // Field 19 of proc(5) is the nice value; the name and what is before it are two fields.
    for (int field = 3; field <= 19 && after >> word; ++field) {
        if (field >= 18) state << word << ' ';
    }
    return state.str();
}

}  // namespace grader::hostile
