// Two runs of the same server that differ in nothing but the number of round trips: what the second one makes
// more of calls belongs to these round trips, and not to the start, the connections or the end.
#include "calls.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "scratch.hpp"
#include "unique_fd.hpp"

namespace models {
namespace {

using bench::check;
using bench::UniqueFd;

UniqueFd connect_to(std::uint16_t port) {
    UniqueFd client(check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
    return client;
}

/// All of the first `active` clients send, then all wait for their echo.
void talk(const std::vector<UniqueFd>& clients, std::size_t active) {
    char message[64] = "a message";
    for (std::size_t index = 0; index < active; ++index)
        check(static_cast<int>(send(clients[index].get(), message, sizeof message, MSG_NOSIGNAL)), "send");
    for (std::size_t index = 0; index < active; ++index) {
        const ssize_t got = recv(clients[index].get(), message, sizeof message, MSG_WAITALL);
        if (got != sizeof message) throw std::runtime_error("an echo is missing");
    }
}

/// The number of calls in the last line of a summary: "100.00  0.012  12  1000  3 total".
std::optional<double> total_in(const std::string& summary) {
    std::istringstream lines(summary);
    for (std::string line; std::getline(lines, line);) {
        if (!line.ends_with(" total")) continue;
        std::istringstream words(line);
        double share = 0, seconds = 0, each = 0, calls = 0;
        if (words >> share >> seconds >> each >> calls) return calls;
    }
    return std::nullopt;
}

std::optional<double> calls_of(const Program& program, std::size_t connections, std::size_t active,
                               std::size_t rounds, const std::vector<int>& cores) {
    const Scratch summary;
    std::optional<double> calls;
    try {
        // -D: the server stays our child, and strace is on its own. So both end when this program ends,
        // however.
        Subject subject(program, connections, cores,
                        {.before = {"/usr/bin/strace", "-D", "-qq", "-f", "-c", "-o", summary.name()}});
        std::vector<UniqueFd> clients;
        for (std::size_t index = 0; index < connections; ++index) {
            clients.push_back(connect_to(subject.port()));
            talk(clients, 1);  // the server has accepted so many by now, and is as fast as we are
        }
        talk(clients, clients.size());
        for (std::size_t round = 0; round < rounds; ++round) {
            // Traced, a server is so slow that the next message would be there before it waits for it.
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            talk(clients, active);
        }
        subject.terminate();
        // strace writes its summary when the last of the server's processes has ended.
        for (int attempt = 0; attempt < 500 && !calls; ++attempt) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            calls = total_in(summary.text());
        }
    } catch (const std::exception&) {
        calls.reset();  // it does not run under strace, or strace may not trace it
    }
    return calls;
}

}  // namespace

std::optional<double> count_calls(const Program& program, std::size_t connections, std::size_t active,
                                  const std::vector<int>& cores) {
    constexpr std::size_t few = 10;  // rounds; and so many more that there are 500 round trips
    const std::size_t many = few + std::max<std::size_t>(10, 500 / active);
    if (access("/usr/bin/strace", X_OK) != 0) return std::nullopt;
    const auto first = calls_of(program, connections, active, few, cores);
    const auto second = calls_of(program, connections, active, many, cores);
    if (!first || !second) return std::nullopt;
    return (*second - *first) / static_cast<double>((many - few) * active);
}

}  // namespace models
