#include "evidence/proc/tcp_table.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "support/loopback.hpp"

namespace grader {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// Recorded from an echo server on port 40213 with a client in the backlog, one that is served, one that has
// left, one that the kernel still has something to send to, and one that the kernel only remembers.
constexpr const char* heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
    "                                                     \n";
constexpr const char* recorded =
    "   0: 0100007F:9D15 00000000:0000 0A 00000000:00000001 00:00000000 00000000  1000        0 481516 1 "
    "0000000000000000 100 0 0 10 0                     \n"
    "   1: 0100007F:9D15 0100007F:C38A 01 00000A00:00000011 01:00000014 00000000  1000        0 481517 2 "
    "0000000000000000 20 4 30 10 -1                    \n"
    "  12: 0100007F:9D15 0100007F:C38C 08 00000000:00000001 00:00000000 00000000  1000        0 481518 1 "
    "0000000000000000 20 4 30 10 -1                    \n"
    " 127: 0100007F:9D15 0100007F:C390 09 00000001:00000000 01:00000014 00000000     0        0 0 3 "
    "0000000000000000\n"
    " 128: 0100007F:C38E 0100007F:9D15 06 00000000:00000000 03:000016C1 00000000     0        0 0 3 "
    "0000000000000000\n";

TEST(TcpTable, HasPortsStatesQueuesAndInodesOfARecordedTable) {
    const std::vector<TcpSocket> sockets = parse_tcp_table(std::string(heading) + recorded);
    ASSERT_THAT(sockets, SizeIs(4));
    EXPECT_EQ(sockets[0].local_port, 40'213);
    EXPECT_EQ(sockets[0].remote_port, 0);
    EXPECT_EQ(sockets[0].state, tcp_listening);
    EXPECT_EQ(sockets[0].unread, 1U) << "a client in the backlog";
    EXPECT_EQ(sockets[0].inode, 481'516U);

    EXPECT_EQ(sockets[1].remote_port, 50'058);
    EXPECT_EQ(sockets[1].state, tcp_established);
    EXPECT_EQ(sockets[1].unsent, 2'560U);
    EXPECT_EQ(sockets[1].unread, 17U);

    EXPECT_EQ(sockets[2].state, 8) << "close-wait";
    EXPECT_EQ(sockets[3].inode, 0U) << "the kernel is finishing";
}

TEST(TcpTable, HasTheAddressesOfListeners) {
    EXPECT_EQ(parse_tcp_table(std::string(heading) + recorded)[0].local_address, "127.0.0.1");
    const std::string every =
        "   0: 00000000:9D15 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 7 1\n";
    EXPECT_EQ(parse_tcp_table(heading + every).at(0).local_address, "0.0.0.0");
    const std::string of_ipv6 =
        "   0: 0000000000000000FFFF00000200007F:9D15 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 "
        "00:00000000 00000000 0 0 8 1\n";
    const std::vector<TcpSocket> mapped = parse_tcp_table(heading + of_ipv6);
    EXPECT_EQ(mapped.at(0).local_address, "127.0.0.2");
    EXPECT_EQ(mapped.at(0).local_port, 0x9D15);
}

TEST(TcpTable, LeavesOutWhatTheKernelOnlyRemembers) {
    for (const TcpSocket& socket : parse_tcp_table(std::string(heading) + recorded))
        EXPECT_NE(socket.local_port, 0xC38E);
}

TEST(TcpTable, IsEmptyWithoutSockets) {
    EXPECT_THAT(parse_tcp_table(heading), IsEmpty());
    EXPECT_THAT(parse_tcp_table(""), IsEmpty());
}

TEST(TcpTable, TakesTheFirstLineForTheHeading) {
    EXPECT_THAT(parse_tcp_table(recorded), SizeIs(3));
}

TEST(TcpTable, LeavesOutLinesThatAreCutShortOrGarbage) {
    const std::string garbage = "\n   0: 0100007F:9D15 00000000:0000 0A 0000\nnonsense\n   0:\n";
    EXPECT_THAT(parse_tcp_table(heading + garbage + recorded), SizeIs(4));
}

TEST(TcpTable, HoldsTheLargestPortAndAnInodeOfMoreThan32Bits) {
    const std::string large =
        "   0: 0100007F:FFFF 0100007F:FFFE 01 FFFFFFFF:FFFFFFFF 00:00000000 00000000     0"
        "        0 4294967297 1 0000000000000000 20 4 30 10 -1";
    const std::vector<TcpSocket> sockets = parse_tcp_table(heading + large);
    ASSERT_THAT(sockets, SizeIs(1)) << "the last line has no line end";
    EXPECT_EQ(sockets[0].local_port, 65'535);
    EXPECT_EQ(sockets[0].remote_port, 65'534);
    EXPECT_EQ(sockets[0].unsent, 0xFFFF'FFFFU);
    EXPECT_EQ(sockets[0].unread, 0xFFFF'FFFFU);
    EXPECT_EQ(sockets[0].inode, 4'294'967'297U);
}

std::optional<TcpSocket> find_socket(int local_port, int remote_port) {
    for (const TcpSocket& socket : read_tcp_table()) {
        if (socket.local_port == local_port && socket.remote_port == remote_port) return socket;
    }
    return std::nullopt;
}

TEST(TcpTable, OfThisMachineShowsTheBacklogAndWhatIsUnread) {
    const UniqueFd listener = listen_on_loopback(8);
    const std::uint16_t port = port_of(listener);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const UniqueFd client(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    check(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), "connect");
    ASSERT_TRUE(find_socket(port, 0).has_value());
    EXPECT_EQ(find_socket(port, 0)->state, tcp_listening);
    EXPECT_EQ(find_socket(port, 0)->unread, 1U);

    const UniqueFd connection(check(::accept(listener.get(), nullptr, nullptr), "accept"));
    EXPECT_EQ(find_socket(port, 0)->unread, 0U);
    ASSERT_EQ(::send(client.get(), "hello", 5, 0), 5);
    const auto serving = find_socket(port, port_of(client));
    ASSERT_TRUE(serving.has_value());
    EXPECT_EQ(serving->state, tcp_established);
    EXPECT_EQ(serving->unread, 5U);
    EXPECT_NE(serving->inode, 0U);
}

}  // namespace
}  // namespace grader
