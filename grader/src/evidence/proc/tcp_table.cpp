#include "evidence/proc/tcp_table.hpp"

#include <nlohmann/json.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"

namespace grader {

IO_LABS_JSON_FIELDS(TcpSocket, local_port, remote_port, state, unsent, unread, inode, local_address)

namespace {

constexpr unsigned time_wait = 6;  // the kernel's tcp_states.h

/// The table shows an address as the number that its bytes are in this machine's memory; of IPv6 the last of
/// four such numbers is the IPv4 address in it.
std::string dotted(std::string_view hexadecimal) {
    constexpr std::size_t digits = 8;
    if (hexadecimal.size() < digits) return {};
    in_addr address{};
    address.s_addr = static_cast<in_addr_t>(
        std::strtoul(std::string(hexadecimal.substr(hexadecimal.size() - digits)).c_str(), nullptr, 16));
    char text[INET_ADDRSTRLEN];
    return ::inet_ntop(AF_INET, &address, text, sizeof text) == nullptr ? "" : text;
}

}  // namespace

std::vector<TcpSocket> parse_tcp_table(std::string_view text) {
    std::vector<TcpSocket> sockets;
    std::string line;
    // The first line is the heading.
    for (std::size_t end = text.find('\n'); end < text.size();) {
        const std::size_t begin = end + 1;
        end = std::min(text.find('\n', begin), text.size());
        line = text.substr(begin, end - begin);
        char address[33] = "";
        unsigned local = 0;
        unsigned remote = 0;
        unsigned state = 0;
        unsigned long unsent = 0;
        unsigned long unread = 0;
        unsigned long inode = 0;
        const int fields = std::sscanf(
            line.c_str(), " %*d: %32[0-9A-F]:%4x %*[0-9A-F]:%4x %2x %8lx:%8lx %*2x:%*8x %*8x %*u %*u %lu",
            address, &local, &remote, &state, &unsent, &unread, &inode);
        // sscanf(3) takes a sign, too, and four digits then are no port.
        constexpr unsigned highest_port = 0xffff;
        if (fields != 7 || state == time_wait || local > highest_port || remote > highest_port) continue;
        sockets.push_back({static_cast<int>(local), static_cast<int>(remote), static_cast<int>(state), unsent,
                           unread, inode, state == tcp_listening ? dotted(address) : ""});
    }
    return sockets;
}

std::vector<TcpSocket> read_tcp_table() {
    return parse_tcp_table(read_file("/proc/self/net/tcp").value_or(""));
}

std::vector<TcpSocket> read_tcp6_table() {
    return parse_tcp_table(read_file("/proc/self/net/tcp6").value_or(""));
}

}  // namespace grader
