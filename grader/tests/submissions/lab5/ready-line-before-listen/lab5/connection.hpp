// What a worker knows of a connection.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>

using Time = std::chrono::steady_clock::time_point;

struct Connection {
    enum class State { reading, waiting, auditing, writing };
    int fd;
    State state = State::reading;
    std::size_t size = 0;
    std::size_t done = 0;
    Time heard;
    std::multimap<Time, Connection*>::iterator timer;
    std::array<char, 16 * 1024> buffer;
};
