// What is being graded: the built server and everything a check needs to start it. One at a time; the checks
// are GoogleTest tests, which GoogleTest constructs itself, so they find it here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "arena/arena.hpp"

namespace grader {

struct Subject {
    const Arena* arena = nullptr;
    std::filesystem::path sources;     ///< where "lab4/main.cpp" is found, for the explanations
    std::string server;                ///< the executable
    std::string thread_sanitizer;      ///< the same with ThreadSanitizer; empty if it could not be built …
    std::string no_sanitizer_because;  ///< … and why
    double slowdown = 1.0;
};

/// The subject of the checks that run now. Set it before RUN_ALL_TESTS(). Main thread only.
Subject& subject();

}  // namespace grader
