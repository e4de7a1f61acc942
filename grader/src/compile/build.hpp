// Builds a submission: its own sources with fixed flags against the pristine provided code, by a compiler
// that runs in the arena. Nothing of it is run here.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "compile/build_cache.hpp"
#include "compile/build_inputs.hpp"
#include "compile/refused_words.hpp"
#include "compile/runtime_library.hpp"
#include "result/document.hpp"
#include "submission/submission.hpp"

namespace grader {

/// One way of building the same sources.
struct Variant {
    std::string name;        ///< "lab4", "lab5-thread-sanitizer"; names the directory
    std::string flags = "";  ///< besides the fixed ones, separated by blanks
    Instrumentation instrumentation = Instrumentation::none;
    bool has_runtime = false;  ///< the runtime, built in the same way, is linked in
};

/// The flags with which its files are compiled, wherever they lie.
std::vector<std::string> compile_flags(const Variant& variant);

struct Built {
    BuildResult result;
    std::filesystem::path server;  ///< the executable; empty if the build failed
    /// Of a variant with a sanitizer: what its text has that would hide something from one.
    std::optional<RefusedWord> refused;
    bool stopped = false;  ///< … since its time was over
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
    /// The same of the provided headers, which lie in /provided there.
    [[nodiscard]] const std::filesystem::path& provided() const { return provided_; }

 private:
    struct Run;
    using Deadline = std::chrono::steady_clock::time_point;
    [[nodiscard]] std::vector<std::string> command_of(const Variant& variant) const;
    struct Job;
    [[nodiscard]] BuildInputs inputs_of(const Variant& variant) const;
    [[nodiscard]] std::vector<Run> compile_anew(const BuildCache& cache, const BuildInputs& inputs,
                                                const Variant& variant, Deadline deadline,
                                                std::optional<RefusedWord>& refused) const;
    [[nodiscard]] std::vector<Run> make(const Job& job) const;
    [[nodiscard]] std::vector<bool> units_with(const std::string& header) const;
    [[nodiscard]] std::vector<Run> compile_units(const Job& job) const;
    [[nodiscard]] Run compile_unit(const Job& job, std::size_t unit) const;
    using Words = std::vector<std::string>;
    [[nodiscard]] Run compile_with(const Job& job, std::size_t unit, const Words& before,
                                   const Words& after) const;
    [[nodiscard]] Run compile_once(const Job& job, std::size_t unit, bool with_header, const Words& before,
                                   const Words& after) const;
    [[nodiscard]] Run preprocess(const Job& job, std::size_t unit, bool with_header,
                                 const std::filesystem::path& text) const;
    [[nodiscard]] Run run(std::vector<std::string> command, const Job& job) const;
    [[nodiscard]] std::string readable_copy(const std::filesystem::path& made, const std::string& name) const;
    [[nodiscard]] bool is_own(const std::string& file) const;
    static std::vector<std::string> link_flags(const Variant& variant, const std::string& compiler);
    static std::string object_of(const std::filesystem::path& output, std::size_t unit);

    const Arena& arena_;
    LabSources lab_;
    std::filesystem::path sources_;
    std::filesystem::path provided_;  // copies of the provided headers, and of the libraries
    std::vector<std::string> files_;  // "lab4/main.cpp", "lab4/echo.hpp", …
    std::vector<std::string> units_;  // those of them that are compiled
    std::string compiler_;
};

}  // namespace grader
