// The loop of a server with epoll(7), level-triggered: epoll_level.cpp has one, reuseport.cpp one for each
// core.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "connection.hpp"
#include "sockets.hpp"

namespace models {

class LevelLoop {
 public:
    LevelLoop(int listener, std::chrono::milliseconds delay)
        : listener_(listener), epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), delays_(delay) {
        watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
    }
    ~LevelLoop() { close(epoll_); }
    LevelLoop(const LevelLoop&) = delete;
    LevelLoop& operator=(const LevelLoop&) = delete;

    [[noreturn]] void run() {
        std::array<epoll_event, 256> events;
        for (;;) {
            const int count = epoll_wait(epoll_, events.data(), events.size(), delays_.timeout());
            if (count < 0 && errno != EINTR) check(count, "epoll_wait");
            for (int index = 0; index < count; ++index) {
                const int socket = events[static_cast<std::size_t>(index)].data.fd;
                if (socket == listener_)
                    accept_one();
                else
                    step(socket);
            }
            delays_.each_due([this](int socket) {
                watch(EPOLL_CTL_ADD, socket, EPOLLOUT);
                step(socket);
            });
        }
    }

 private:
    void accept_one() {
        const int client = accept_client(listener_, SOCK_NONBLOCK);
        if (client < 0) return;
        connections_.try_emplace(client, client, delays_.any());
        watch(EPOLL_CTL_ADD, client, EPOLLIN);
    }

    void step(int socket) {
        Connection& connection = connections_.at(socket);
        const bool had_unsent = connection.has_unsent();
        switch (connection.step()) {
            case Connection::Step::over:
                connections_.erase(socket);  // closing takes it out of the epoll
                break;
            case Connection::Step::received:
                // Whatever is ready meanwhile would be told again and again.
                watch(EPOLL_CTL_DEL, socket, 0);
                delays_.add(socket);
                break;
            default:
                if (connection.has_unsent() != had_unsent)
                    watch(EPOLL_CTL_MOD, socket, connection.has_unsent() ? EPOLLOUT : EPOLLIN);
        }
    }

    void watch(int operation, int socket, std::uint32_t events) const {
        epoll_event event{};
        event.events = events;
        event.data.fd = socket;
        check(epoll_ctl(epoll_, operation, socket, &event), "epoll_ctl");
    }

    int listener_;
    int epoll_;
    Connections connections_;
    Delays delays_;
};

}  // namespace models
