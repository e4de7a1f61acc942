#include "build/build.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>

#include "arena/process.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "build/about_files.hpp"
#include "build/compiler_slots.hpp"
#include "build/diagnostics.hpp"
#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// -O1 keeps frames and lines true enough for the explanations; warnings are shown, never graded.
constexpr const char* fixed_flags = "-std=c++20 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -pthread";
// A task that nobody awaits never runs: that is an error, as it is in the repository's own build. (Without
// the libraries' fortification, which on some systems makes it one to ignore what write(2) returns.)
constexpr const char* runtime_flags = "-Werror=unused-result -U_FORTIFY_SOURCE";

/// Provided headers, which are ours.
void copy_headers(const fs::path& from, const fs::path& to) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
        if (!entry.is_regular_file()) continue;
        const fs::path copy = to / fs::relative(entry.path(), from);
        fs::create_directories(copy.parent_path());
        fs::copy_file(entry.path(), copy);
    }
}

/// Launched programs may read all of it, whatever mask we have.
void make_readable(const fs::path& directory) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory))
        fs::permissions(entry, entry.is_directory() ? fs::perms(0755) : fs::perms(0644));
}

/// The text without every occurrence of `what`.
std::string without(const std::string& what, std::string text) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at))
        text.erase(at, what.size());
    return text;
}

/// The compiler's absolute path: $CXX if set, else g++, else clang++.
std::string find_compiler() {
    std::vector<std::string> names;
    if (const char* wanted = std::getenv("CXX"); wanted != nullptr && *wanted != '\0')
        names.emplace_back(wanted);
    names.insert(names.end(), {"g++", "clang++"});
    for (const std::string& name : names) {
        if (name.front() == '/' && ::access(name.c_str(), X_OK) == 0) return name;
        std::istringstream path("/usr/local/bin:/usr/bin:/bin");
        for (std::string directory; std::getline(path, directory, ':');) {
            const std::string candidate = directory + "/" + name;
            if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        }
    }
    throw UserError("no C++ compiler found: install g++ (apt install g++) or set CXX to a compiler's path");
}

std::string object_of(const fs::path& output, std::size_t unit) {
    return output / fmt::format("{}.o", unit);
}

}  // namespace

SubmissionBuild::SubmissionBuild(const Arena& arena, LabSources lab, const std::vector<fs::path>& provided)
    : arena_(arena), lab_(std::move(lab)), compiler_(find_compiler()) {
    const std::string directory = lab_directory(lab_.lab);
    sources_ = arena.scratch().make_readable("source-" + directory);
    provided_ = arena.scratch().make_readable("provided-" + directory);
    for (const SourceFile& file : lab_.files) {
        write_file(sources_ / file.name, file.text);
        files_.push_back(file.name);
        if (file.is_unit) units_.push_back(file.name);
    }
    for (const fs::path& headers : provided) copy_headers(headers, provided_);
    make_readable(sources_);
    make_readable(provided_);
}

/// What one run of the compiler came to.
struct SubmissionBuild::Run {
    std::optional<Exit> ended;  ///< nothing if it was stopped
    std::string messages;

    [[nodiscard]] bool ok() const { return ended && ended->kind == Exit::Kind::exited && ended->value == 0; }
};

std::vector<std::string> SubmissionBuild::command_of(const Variant& variant) const {
    std::vector<std::string> command = {variant.runtime ? runtime_compiler() : compiler_};
    std::string wanted = fixed_flags;
    if (variant.runtime)
        wanted += " " + std::string(runtime_flags) + " " + instrumentation_flags(*variant.runtime) + " " +
                  runtime_link_flags(*variant.runtime);
    std::istringstream flags(wanted + " " + variant.flags);
    for (std::string flag; flags >> flag;) command.push_back(flag);
    // Names in messages and line tables are as the student knows them: lab4/main.cpp.
    command.push_back(fmt::format("-ffile-prefix-map={}=", sources_.string()));
    command.push_back(fmt::format("-I{}", provided_.string()));
    return command;
}

SubmissionBuild::Run SubmissionBuild::run(std::vector<std::string> command, const fs::path& output,
                                          Deadline deadline) const {
    const CompilerSlots::Slot slot = CompilerSlots::of_this_machine().take(deadline);
    if (slot == nullptr) return {};
    const auto left =
        std::max(std::chrono::ceil<std::chrono::seconds>(deadline - std::chrono::steady_clock::now()), 0s);
    LaunchSpec spec = arena_.launch(std::move(command), output);
    spec.directory = sources_;
    // More than the time it has, so that it is always the clock that stops it, and the reason is clear.
    spec.limits.cpu_seconds = static_cast<std::uint64_t>(left.count()) + 10;
    spec.limits.file_bytes = 256ULL << 20U;
    spec.limits.memory_bytes = 3ULL << 30U;
    Process compiler(spec);
    auto ended = compiler.wait_for_output_end(left);
    // Nor does anybody know where provided headers have been copied to.
    const std::string messages = without(sources_.string() + "/", compiler.standard_error());
    return {std::move(ended), without(provided_.string() + "/", messages)};
}

/// Makes an object of each unit, "0.o", "1.o", …
std::vector<SubmissionBuild::Run> SubmissionBuild::compile_units(const std::vector<std::string>& command,
                                                                 const fs::path& output,
                                                                 Deadline deadline) const {
    std::vector<Run> runs(units_.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t unit = next++; unit < units_.size(); unit = next++) {
            std::vector<std::string> whole = command;
            // By its contents and not by its ending, some of which not every compiler knows.
            whole.insert(whole.end(), {"-x", "c++", "-c", units_[unit], "-o", object_of(output, unit)});
            runs[unit] = run(std::move(whole), output, deadline);
        }
    };
    std::vector<std::future<void>> workers;
    for (std::size_t worker = 0;
         worker < std::min<std::size_t>(CompilerSlots::of_this_machine().count(), units_.size()); ++worker)
        workers.push_back(std::async(std::launch::async, work));
    for (std::future<void>& worker : workers) worker.get();
    return runs;
}

Built SubmissionBuild::compile(const Variant& variant, int seconds) const {
    const auto start = std::chrono::steady_clock::now();
    const Deadline deadline = start + std::chrono::seconds(seconds);
    const fs::path output =
        arena_.scratch().make_writable("build-" + variant.name, arena_.layers().throwaway_uid);
    const fs::path server = output / "server";
    std::vector<std::string> command = command_of(variant);

    std::vector<Run> runs;
    std::vector<std::string> inputs = units_;
    // A single file needs no second launch of the compiler.
    if (units_.size() > 1) {
        runs = compile_units(command, output, deadline);
        for (std::size_t unit = 0; unit < units_.size(); ++unit) inputs[unit] = object_of(output, unit);
    }
    const auto ok = [](const Run& run) { return run.ok(); };
    if (std::all_of(runs.begin(), runs.end(), ok)) {
        if (runs.empty()) command.insert(command.end(), {"-x", "c++"});
        command.insert(command.end(), inputs.begin(), inputs.end());
        if (runs.empty()) command.insert(command.end(), {"-x", "none"});
        if (variant.runtime) {
            // After the units: a linker takes from a library what those before it lack.
            const fs::path library = provided_ / (variant.name + "-runtime.a");
            fs::copy_file(runtime_library(*variant.runtime), library, fs::copy_options::overwrite_existing);
            fs::permissions(library, fs::perms(0644));
            command.push_back(library.string());
        }
        command.insert(command.end(), {"-o", server.string()});
        runs.push_back(run(std::move(command), output, deadline));
    }

    Built built;
    built.result.duration_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start)
            .count();
    std::string messages;
    for (const Run& run : runs) messages += run.messages;
    // The copies are regular files of the student's; anything else that a message names is not read.
    const auto is_own = [&](const std::string& file) {
        return std::find(files_.begin(), files_.end(), fs::path(file).lexically_normal().string()) !=
               files_.end();
    };
    built.result.diagnostics =
        most_important(said_of_files(parse_diagnostics(messages, is_own), lab_), 8, built.result.omitted);
    for (Diagnostic& diagnostic : built.result.diagnostics) {
        if (is_own(diagnostic.file))
            diagnostic.text =
                line_of_file(sources_ / fs::path(diagnostic.file).lexically_normal(), diagnostic.line);
        forget_wrong_line(diagnostic);
    }
    const auto failed = std::find_if_not(runs.begin(), runs.end(), ok);
    built.result.ok = failed == runs.end() && fs::exists(server);
    if (built.result.ok) {
        built.server = server;
    } else if (failed != runs.end() && !failed->ended) {
        built.result.reason =
            fmt::format("the compiler was stopped: it had not finished after {} s", seconds);
    } else if (failed != runs.end() && failed->ended->kind != Exit::Kind::exited) {
        built.result.reason = "the compiler " + failed->ended->describe();
    } else if (linker_failed(messages)) {
        built.result.reason = "it compiles, but it does not link";
    } else if (built.result.diagnostics.empty()) {
        built.result.reason = messages.empty() ? "the compiler ended without a word and without a program"
                                               : "the compiler said: " + messages.substr(0, 1000);
    }
    return built;
}

}  // namespace grader
