// What is being graded: the built server and everything a check needs to start it. One at a time; the checks
// are GoogleTest tests, which GoogleTest constructs itself, so they find it here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "arena/bounds.hpp"

namespace grader {

/// What a submission has that would hide something from a sanitizer.
struct Hiding {
    std::string what;  ///< a sentence that names it
    std::string file;  ///< "lab4/main.cpp"; empty if that is not known
    int line = 0;
    bool may_be_right = false;  ///< it may hide nothing, and that can't be seen
};

/// A build of the same sources with a sanitizer compiled in.
struct SanitizedServer {
    std::string executable;       ///< empty if it could not be built …
    std::string missing_because;  ///< … and why
    std::optional<Hiding> hiding = std::nullopt;
    bool executes_a_symbolizer = false;  ///< for the names and lines of its reports
};

enum class Sanitizer { thread, address };

struct Subject {
    int lab = 0;
    const Arena* arena = nullptr;
    std::filesystem::path sources;  ///< where "lab4/main.cpp" is found, for the explanations
    std::string server;             ///< the executable
    /// Built when it is first asked for, if it has not been before.
    std::function<const SanitizedServer&(Sanitizer)> sanitized;
    std::optional<Hiding> hiding = std::nullopt;  ///< in `server`, which has no sanitizer
    double slowdown = 1.0;
    std::vector<Bound> bounds;  ///< of this machine
    /// Until when the checks may take, all together.
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

/// Whether this machine allows tracing; what checks of system calls and those that hold threads need.
bool can_trace();

/// The subject of the checks that run now. Set it before RUN_ALL_TESTS(). Main thread only.
Subject& subject();

}  // namespace grader
