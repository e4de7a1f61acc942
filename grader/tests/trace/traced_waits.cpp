// Traced programs that wait for descriptors or for a time: main() is in traced_program.cpp.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "traced_programs.hpp"
#include "traced_tools.hpp"

namespace {

void waits_for_several() {
    Loopback loopback;
    loopback.accept();
    [[maybe_unused]] const auto sent = ::send(loopback.client, "x", 1, 0);
    pollfd polled[] = {{loopback.listener, POLLIN, 0}, {-1, POLLIN, 0}, {loopback.connection, POLLIN, 0}};
    say_result("poll", ::poll(polled, 3, -1));
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(loopback.connection, &readable);
    fd_set writable;
    FD_ZERO(&writable);
    FD_SET(loopback.client, &writable);
    say_result("select", ::select(std::max(loopback.client, loopback.connection) + 1, &readable, &writable,
                                  nullptr, nullptr));
}

/// Waits for some time in each of the ways in which a server does.
void waits_for_a_time() {
    Loopback loopback;
    loopback.accept(SOCK_NONBLOCK);
    const int epoll = ::epoll_create1(0);
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, loopback.connection, &event);
    say("port %d\n", loopback.client_port());
    say_result("epoll_wait", ::epoll_wait(epoll, &event, 1, 3));
    say_result("at once", ::epoll_wait(epoll, &event, 1, 0));
    const timespec precisely{0, 2'000'017};
    say_result("nanosleep", ::syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &precisely, nullptr));
    pollfd polled{loopback.connection, POLLIN, 0};
    say_result("poll", ::poll(&polled, 1, 4));
    timespec until{};
    ::clock_gettime(CLOCK_MONOTONIC, &until);
    say_result("until then", ::syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr));
    [[maybe_unused]] const auto sent = ::send(loopback.client, "x", 1, 0);
    say_result("for ever", ::epoll_wait(epoll, &event, 1, -1));
}

/// Waits for a silent client in every way that has a time-out of a minute, and says how that ended.
void long_waits() {
    Loopback loopback;
    loopback.accept();
    timeval minute{60, 0};
    ::setsockopt(loopback.connection, SOL_SOCKET, SO_RCVTIMEO, &minute, sizeof minute);
    char byte = 0;
    say_result("recv", ::recv(loopback.connection, &byte, 1, 0));
    pollfd entry{loopback.connection, POLLIN, 0};
    say_result("poll", ::poll(&entry, 1, 60'000));
    const timespec a_minute{60, 0};
    say_result("ppoll", ::ppoll(&entry, 1, &a_minute, nullptr));
    say("of %ld s\n", static_cast<long>(a_minute.tv_sec));
    fd_set set;
    FD_ZERO(&set);
    FD_SET(loopback.connection, &set);
    say_result("select", ::select(loopback.connection + 1, &set, nullptr, nullptr, &minute));
    say("set %d\n", FD_ISSET(loopback.connection, &set) ? 1 : 0);
    [[maybe_unused]] const auto sent = ::send(loopback.client, "x", 1, 0);
    say_result("poll", ::poll(&entry, 1, -1));
}

}  // namespace

std::map<std::string, std::function<void()>> programs_that_wait() {
    return {{"waits", waits_for_several}, {"waits-for-a-time", waits_for_a_time}, {"long-waits", long_waits}};
}
