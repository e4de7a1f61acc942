// Builds a submission: its own sources with fixed flags against the pristine provided code, by a compiler
// that runs in the arena. Nothing of it is run here.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "build/build_cache.hpp"
#include "build/build_inputs.hpp"
#include "build/runtime_library.hpp"
#include "result/document.hpp"
#include "submission/submission.hpp"

namespace grader {

/// One way of building the same sources.
struct Variant {
    std::string name;   ///< "plain", "thread-sanitizer"; names the directory
    std::string flags;  ///< besides the fixed ones, separated by blanks
    /// The runtime is linked in, and is instrumented like this. The flags follow from it.
    std::optional<Instrumentation> runtime = std::nullopt;
};

/// The flags with which its files are compiled, wherever they lie.
std::vector<std::string> compile_flags(const Variant& variant);

struct Built {
    BuildResult result;
    std::filesystem::path server;  ///< the executable; empty if the build failed
    bool stopped = false;          ///< … since its time was over
};

/// Writes the sources of one lab into the arena's scratch directory and compiles them, as often as wanted.
class SubmissionBuild {
 public:
    /// `provided` are the directories of provided headers. Throws std::system_error if a file can't be
    /// written.
    SubmissionBuild(const Arena& arena, LabSources lab, const std::vector<std::filesystem::path>& provided);

    /// Compiles, several files at once (see CompilerSlots), and links; may run on several threads for
    /// different variants. What is not done after `seconds` is stopped.
    [[nodiscard]] Built compile(const Variant& variant, int seconds) const;

    /// The student's copy of a file as the compiler saw it: "lab4/main.cpp" → its path in the scratch
    /// directory.
    [[nodiscard]] const std::filesystem::path& sources() const { return sources_; }

 private:
    struct Run;
    using Deadline = std::chrono::steady_clock::time_point;
    [[nodiscard]] std::vector<std::string> command_of(const Variant& variant) const;
    struct Job;
    [[nodiscard]] BuildInputs inputs_of(const Variant& variant) const;
    [[nodiscard]] std::vector<Run> make(const Job& job, const Variant& variant) const;
    [[nodiscard]] std::vector<std::string> stubs_of_units(const std::string& header,
                                                          const std::filesystem::path& stub) const;
    [[nodiscard]] std::vector<Run> compile_units(const Job& job) const;
    [[nodiscard]] Run compile_unit(const Job& job, std::size_t unit) const;
    [[nodiscard]] Run run_with(const std::string& stub, const std::vector<std::string>& command,
                               const Job& job) const;
    [[nodiscard]] Run run(std::vector<std::string> command, const Job& job) const;

    const Arena& arena_;
    LabSources lab_;
    std::filesystem::path sources_;
    std::filesystem::path provided_;  // copies of the provided headers, and of the libraries
    std::vector<std::string> files_;  // "lab4/main.cpp", "lab4/echo.hpp", …
    std::vector<std::string> units_;  // those of them that are compiled
    std::string compiler_;
};

}  // namespace grader
