// What /proc says of a process's descriptors; the process is this test's own.
#include "evidence/trace/descriptors.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "support/loopback.hpp"

namespace grader {
namespace {

UniqueFd tcp_socket() {
    return UniqueFd(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
}

sockaddr_in name_of(const UniqueFd& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    check(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return address;
}

class DescribedDescriptors : public testing::Test {
 protected:
    Descriptor describe(const UniqueFd& fd) { return descriptors_.describe(::getpid(), fd.get()); }

    Descriptors descriptors_;
};

TEST_F(DescribedDescriptors, HaveAKind) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const UniqueFd pipe_end(ends[0]);
    const UniqueFd other_end(ends[1]);
    const UniqueFd event(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
    const UniqueFd epoll(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1"));
    const UniqueFd file(check(::open("/dev/null", O_RDONLY | O_CLOEXEC), "open"));
    EXPECT_EQ(describe(pipe_end).kind, DescriptorKind::pipe);
    EXPECT_EQ(describe(event).kind, DescriptorKind::eventfd);
    EXPECT_EQ(describe(epoll).kind, DescriptorKind::eventpoll);
    EXPECT_EQ(describe(file).kind, DescriptorKind::file);
    EXPECT_EQ(describe(tcp_socket()).kind, DescriptorKind::socket);
    EXPECT_EQ(describe(file).number, file.get());
    EXPECT_EQ(describe(file).inode, 0U) << "only sockets have one";
}

TEST_F(DescribedDescriptors, AreNoneWhereNothingIsOpen) {
    EXPECT_EQ(descriptors_.describe(::getpid(), 987'654).kind, DescriptorKind::none);
    EXPECT_EQ(descriptors_.describe(::getpid(), -1).kind, DescriptorKind::none);
    EXPECT_EQ(descriptors_.describe(0, 1).kind, DescriptorKind::none) << "nor is there such a process";
}

TEST_F(DescribedDescriptors, AreListenersOnceListenHasSucceeded) {
    const UniqueFd listener = listen_on_loopback(4);
    const Descriptor before = describe(listener);
    EXPECT_EQ(before.kind, DescriptorKind::socket);
    descriptors_.note_listener(before);
    EXPECT_EQ(describe(listener).kind, DescriptorKind::listener);
    EXPECT_EQ(describe(tcp_socket()).kind, DescriptorKind::socket) << "another socket";
}

TEST_F(DescribedDescriptors, AreConnectionsWithTheirClientsPortOnceAccepted) {
    const UniqueFd listener = listen_on_loopback(4);
    const UniqueFd client = tcp_socket();
    sockaddr_in address = name_of(listener);
    check(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), "connect");
    const UniqueFd accepted(check(::accept(listener.get(), nullptr, nullptr), "accept"));
    const int client_port = port_of(client);
    const Descriptor noted = descriptors_.note_connection(::getpid(), ::getpid(), accepted.get(), {});
    EXPECT_EQ(noted.kind, DescriptorKind::connection);
    EXPECT_EQ(noted.peer_port, client_port);
    EXPECT_NE(noted.inode, 0U);
    EXPECT_EQ(describe(accepted).kind, DescriptorKind::connection);
    EXPECT_EQ(describe(accepted).peer_port, client_port);
    EXPECT_EQ(describe(client).kind, DescriptorKind::socket) << "the client's own end was never accepted";

    const UniqueFd duplicate(check(::fcntl(accepted.get(), F_DUPFD_CLOEXEC, 0), "fcntl"));
    EXPECT_EQ(describe(duplicate).kind, DescriptorKind::connection);
    EXPECT_EQ(describe(duplicate).inode, noted.inode);
    EXPECT_EQ(describe(duplicate).number, duplicate.get());
}

TEST_F(DescribedDescriptors, BlockUntilTheFlagIsSet) {
    const UniqueFd socket = tcp_socket();
    EXPECT_FALSE(describe(socket).nonblocking);
    check(::fcntl(socket.get(), F_SETFL, O_NONBLOCK), "fcntl");
    EXPECT_TRUE(describe(socket).nonblocking);
    check(::fcntl(socket.get(), F_SETFL, 0), "fcntl");
    EXPECT_FALSE(describe(socket).nonblocking);
}

TEST_F(DescribedDescriptors, OfTwoLogsKnowNothingOfEachOther) {
    const UniqueFd listener = listen_on_loopback(4);
    Descriptors other;
    other.note_listener(other.describe(::getpid(), listener.get()));
    EXPECT_EQ(describe(listener).kind, DescriptorKind::socket);
}

}  // namespace
}  // namespace grader
