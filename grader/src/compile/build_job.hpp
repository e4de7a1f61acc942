// What the runs of the compiler for one variant have in common. For build.cpp and build_steps.cpp, and nobody
// else.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arena/process.hpp"
#include "compile/build.hpp"

namespace grader {

/// What one run of the compiler came to, now or when what it made was kept.
struct SubmissionBuild::Run {
    std::optional<Exit> ended;  ///< nothing if it was stopped
    std::string messages;

    static Run kept(std::string messages) { return {Exit{Exit::Kind::exited, 0, ""}, std::move(messages)}; }

    [[nodiscard]] bool ok() const { return ended && ended->kind == Exit::Kind::exited && ended->value == 0; }
};

struct SubmissionBuild::Job {
    const BuildCache& cache;
    const BuildInputs& inputs;
    const Variant& variant;
    std::filesystem::path output;  ///< where the compiler writes
    Deadline deadline;

    std::vector<std::string> command = {};       ///< the compiler and its flags
    std::vector<std::string> preprocessor = {};  ///< the same of the variant without a sanitizer
    std::vector<bool> begin_with_header = {};    ///< for each unit: the precompiled header may be used
    std::filesystem::path stub = {};             ///< its stub, for each of the two commands
    std::filesystem::path preprocessors_stub = {};
    std::filesystem::path texts = {};  ///< preprocessed, as the compiler gets them; it can't write there

    mutable std::mutex mutex = {};
    mutable std::optional<RefusedWord> refused = std::nullopt;  ///< of the unit that came to it first

    [[nodiscard]] bool is_instrumented() const { return variant.instrumentation != Instrumentation::none; }
};

}  // namespace grader
