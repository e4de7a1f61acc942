// What is being graded: the built server and everything a check needs to start it. One at a time; the checks
// are GoogleTest tests, which GoogleTest constructs itself, so they find it here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "arena/arena.hpp"

namespace grader {

/// A build of the same sources with a sanitizer compiled in.
struct SanitizedServer {
    std::string executable;       ///< empty if it could not be built …
    std::string missing_because;  ///< … and why
};

enum class Sanitizer { thread, address };

struct Subject {
    int lab = 0;
    const Arena* arena = nullptr;
    std::filesystem::path sources;  ///< where "lab4/main.cpp" is found, for the explanations
    std::string server;             ///< the executable
    /// Built when it is first asked for, if it has not been before.
    std::function<const SanitizedServer&(Sanitizer)> sanitized;
    double slowdown = 1.0;
    /// Until when the checks may take, all together.
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

/// Whether this machine allows tracing; what checks of system calls and those that hold threads need.
bool can_trace();

/// The subject of the checks that run now. Set it before RUN_ALL_TESTS(). Main thread only.
Subject& subject();

}  // namespace grader
