#include "evidence/proc/tcp_table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <string>

#include "base/files.hpp"

namespace grader {

IO_LABS_JSON_FIELDS(TcpSocket, local_port, remote_port, state, unsent, unread, inode)

namespace {

constexpr unsigned time_wait = 6;  // the kernel's tcp_states.h

}  // namespace

std::vector<TcpSocket> parse_tcp_table(std::string_view text) {
    std::vector<TcpSocket> sockets;
    std::string line;
    // The first line is the heading.
    for (std::size_t end = text.find('\n'); end < text.size();) {
        const std::size_t begin = end + 1;
        end = std::min(text.find('\n', begin), text.size());
        line = text.substr(begin, end - begin);
        unsigned local = 0;
        unsigned remote = 0;
        unsigned state = 0;
        unsigned long unsent = 0;
        unsigned long unread = 0;
        unsigned long inode = 0;
        const int fields =
            std::sscanf(line.c_str(), " %*d: %*8x:%4x %*8x:%4x %2x %8lx:%8lx %*2x:%*8x %*8x %*u %*u %lu",
                        &local, &remote, &state, &unsent, &unread, &inode);
        if (fields != 6 || state == time_wait) continue;
        sockets.push_back({static_cast<int>(local), static_cast<int>(remote), static_cast<int>(state), unsent,
                           unread, inode});
    }
    return sockets;
}

std::vector<TcpSocket> read_tcp_table() {
    return parse_tcp_table(read_file("/proc/self/net/tcp").value_or(""));
}

}  // namespace grader
