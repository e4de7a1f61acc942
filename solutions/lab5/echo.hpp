#pragma once

#include <chrono>

#include "rt/rt.hpp"

/// What the options ask of every connection.
struct Service {
    std::chrono::milliseconds delay;
    std::chrono::milliseconds idle_timeout;  ///< 0: never
    bool audit;
};

/// Sends back whatever the client sends, until it has closed its side, is gone, or was silent for too long.
/// The stream must outlive the task.
rt::Task<> echo(rt::TcpStream& stream, Service service);
