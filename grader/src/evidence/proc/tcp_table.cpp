#include "evidence/proc/tcp_table.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <sstream>

#include "base/files.hpp"

namespace grader {

IO_LABS_JSON_FIELDS(TcpSocket, local_port, remote_port, state, unsent, unread, inode)

std::vector<TcpSocket> parse_tcp_table(std::string_view text) {
    std::vector<TcpSocket> sockets;
    std::istringstream lines{std::string(text)};
    std::string line;
    std::getline(lines, line);  // the heading
    while (std::getline(lines, line)) {
        unsigned local = 0;
        unsigned remote = 0;
        unsigned state = 0;
        unsigned long unsent = 0;
        unsigned long unread = 0;
        unsigned long inode = 0;
        const int fields =
            std::sscanf(line.c_str(), " %*d: %*8x:%4x %*8x:%4x %2x %8lx:%8lx %*2x:%*8x %*8x %*u %*u %lu",
                        &local, &remote, &state, &unsent, &unread, &inode);
        if (fields != 6) continue;
        sockets.push_back({static_cast<int>(local), static_cast<int>(remote), static_cast<int>(state), unsent,
                           unread, inode});
    }
    return sockets;
}

std::vector<TcpSocket> read_tcp_table() {
    return parse_tcp_table(read_file("/proc/self/net/tcp").value_or(""));
}

}  // namespace grader
