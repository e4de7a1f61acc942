#include "build/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <iterator>
#include <sstream>

#include "arena/process.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "build/about_files.hpp"
#include "build/compiler_slots.hpp"
#include "build/diagnostics.hpp"
#include "build/find_compiler.hpp"
#include "build/precompiled_header.hpp"
#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// Provided headers, which are ours.
void copy_headers(const fs::path& from, const fs::path& to) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
        if (!entry.is_regular_file()) continue;
        const fs::path copy = to / fs::relative(entry.path(), from);
        fs::create_directories(copy.parent_path());
        fs::copy_file(entry.path(), copy);
        // A student's copy of one of them is another file for `#pragma once` only if its time is another.
        fs::last_write_time(copy, fs::file_time_type::clock::now() - std::chrono::hours(24));
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

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
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

/// What one run of the compiler came to, now or when what it made was kept.
struct SubmissionBuild::Run {
    std::optional<Exit> ended;  ///< nothing if it was stopped
    std::string messages;

    static Run kept(std::string messages) { return {Exit{Exit::Kind::exited, 0, ""}, std::move(messages)}; }

    [[nodiscard]] bool ok() const { return ended && ended->kind == Exit::Kind::exited && ended->value == 0; }
};

/// What the runs for one variant have in common.
struct SubmissionBuild::Job {
    const BuildCache& cache;
    const BuildInputs& inputs;
    std::vector<std::string> command;  ///< the compiler and its flags
    std::vector<std::string> stubs;    ///< see stubs_of_units()
    fs::path output;
    Deadline deadline;
};

std::vector<std::string> compile_flags(const Variant& variant) {
    std::vector<std::string> flags = words_of(SUBMISSION_FLAGS);
    const auto append = [&](const std::string& more) {
        for (std::string& flag : words_of(more)) flags.push_back(std::move(flag));
    };
    if (variant.runtime) append(RUNTIME_FLAGS " " + instrumentation_flags(*variant.runtime));
    append(variant.flags);
    return flags;
}

std::vector<std::string> SubmissionBuild::command_of(const Variant& variant) const {
    std::vector<std::string> command = compile_flags(variant);
    command.insert(command.begin(), variant.runtime ? runtime_compiler() : compiler_);
    // Names in messages and line tables are as the student knows them, lab4/main.cpp, and nobody knows where
    // provided headers have been copied to.
    command.push_back(fmt::format("-ffile-prefix-map={}=", sources_.string()));
    for (const fs::path& headers : {provided_, precompiled_headers_were_in()})
        command.push_back(fmt::format("-ffile-prefix-map={}=/provided", headers.string()));
    command.push_back(fmt::format("-I{}", provided_.string()));
    return command;
}

BuildInputs SubmissionBuild::inputs_of(const Variant& variant) const {
    BuildInputs inputs{variant.runtime ? runtime_compiler() : compiler_,
                       compile_flags(variant),
                       "",
                       sources_,
                       provided_,
                       files_,
                       units_};
    if (variant.runtime) {
        inputs.flags.push_back(runtime_link_flags(*variant.runtime));
        inputs.library = runtime_library(*variant.runtime);
    }
    return inputs;
}

SubmissionBuild::Run SubmissionBuild::run(std::vector<std::string> command, const Job& job) const {
    const CompilerSlots::Slot slot = CompilerSlots::of_this_machine().take(job.deadline);
    if (slot == nullptr) return {};
    const auto left = std::max(
        std::chrono::ceil<std::chrono::seconds>(job.deadline - std::chrono::steady_clock::now()), 0s);
    LaunchSpec spec = arena_.launch(std::move(command), job.output);
    for (std::string& directory : installation_of(spec.command.front()))
        spec.readable.push_back(std::move(directory));
    spec.directory = sources_;
    spec.compiles = true;
    spec.readable.push_back(precompiled_headers_directory());
    // More than the time it has, so that it is always the clock that stops it, and the reason is clear.
    spec.limits.cpu_seconds = static_cast<std::uint64_t>(left.count()) + 10;
    spec.limits.file_bytes = 256ULL << 20U;
    spec.limits.memory_bytes = 3ULL << 30U;
    Process compiler(spec);
    auto ended = compiler.wait_for_output_end(left);
    std::string messages = compiler.standard_error();
    for (const fs::path& place : {sources_, provided_, precompiled_headers_were_in()})
        messages = without(place.string() + "/", std::move(messages));
    return {std::move(ended), std::move(messages)};
}

/// With a header that was compiled beforehand, unless `stub` is empty. What does not compile with it is
/// compiled again without, so that no error, and no word of one, can be owed to it.
SubmissionBuild::Run SubmissionBuild::run_with(const std::string& stub,
                                               const std::vector<std::string>& command,
                                               const Job& job) const {
    if (!stub.empty()) {
        std::vector<std::string> shorter = command;
        shorter.insert(shorter.begin() + 1, {"-include", stub});
        Run done = run(std::move(shorter), job);
        if (done.ok() || !done.ended) return done;
    }
    return run(command, job);
}

/// For each unit the stub, or "" where the precompiled header would bring in what the unit does not.
std::vector<std::string> SubmissionBuild::stubs_of_units(const std::string& header,
                                                         const fs::path& stub) const {
    std::vector<std::string> stubs(units_.size());
    const IncludingFiles among{sources_, provided_, files_};
    if (stub.empty() || copies_provided_header(among)) return stubs;
    for (std::size_t unit = 0; unit < units_.size(); ++unit)
        if (begins_with(header, units_[unit], among)) stubs[unit] = stub;
    return stubs;
}

SubmissionBuild::Run SubmissionBuild::compile_unit(const Job& job, std::size_t unit) const {
    const std::string object = object_of(job.output, unit);
    const std::string inputs = inputs_of_object(job.inputs, units_[unit]);
    if (auto messages = job.cache.find(inputs, object)) return Run::kept(std::move(*messages));
    const std::string dependencies = object + ".d";
    std::vector<std::string> command = job.command;
    // By its contents and not by its ending, some of which not every compiler knows.
    command.insert(command.end(),
                   {"-x", "c++", "-MD", "-MF", dependencies, "-c", units_[unit], "-o", object});
    Run done = run_with(job.stubs[unit], command, job);
    if (!done.ok()) return done;
    const auto read = read_file(dependencies);
    if (read && !read_another(job.inputs, units_[unit], *read)) job.cache.keep(inputs, done.messages, object);
    return done;
}

/// Makes an object of each unit, "0.o", "1.o", …
std::vector<SubmissionBuild::Run> SubmissionBuild::compile_units(const Job& job) const {
    std::vector<Run> runs(units_.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t unit = next++; unit < units_.size(); unit = next++)
            runs[unit] = compile_unit(job, unit);
    };
    std::vector<std::future<void>> workers;
    for (std::size_t worker = 0;
         worker < std::min<std::size_t>(CompilerSlots::of_this_machine().count(), units_.size()); ++worker)
        workers.push_back(std::async(std::launch::async, work));
    for (std::future<void>& worker : workers) worker.get();
    return runs;
}

/// The server, from its objects.
std::vector<SubmissionBuild::Run> SubmissionBuild::make(const Job& job, const Variant& variant) const {
    std::vector<Run> runs;
    std::vector<std::string> inputs = units_;
    // A single file needs no second launch of the compiler.
    if (units_.size() > 1) {
        runs = compile_units(job);
        for (std::size_t unit = 0; unit < units_.size(); ++unit) inputs[unit] = object_of(job.output, unit);
    }
    if (!std::all_of(runs.begin(), runs.end(), [](const Run& run) { return run.ok(); })) return runs;
    std::vector<std::string> command = job.command;
    const bool from_source = runs.empty();
    if (from_source) command.insert(command.end(), {"-x", "c++"});
    command.insert(command.end(), inputs.begin(), inputs.end());
    if (from_source) command.insert(command.end(), {"-x", "none"});
    if (variant.runtime) {
        for (std::string& flag : words_of(runtime_link_flags(*variant.runtime)))
            command.push_back(std::move(flag));
        // After the units: a linker takes from a library what those before it lack.
        const fs::path library = provided_ / (variant.name + "-runtime.a");
        fs::copy_file(runtime_library(*variant.runtime), library, fs::copy_options::overwrite_existing);
        fs::permissions(library, fs::perms(0644));
        command.push_back(library.string());
    }
    command.insert(command.end(), {"-o", job.output / "server"});
    // Objects need no headers any more.
    runs.push_back(run_with(from_source ? job.stubs[0] : "", command, job));
    return runs;
}

Built SubmissionBuild::compile(const Variant& variant, int seconds) const {
    const auto start = std::chrono::steady_clock::now();
    const fs::path output =
        arena_.scratch().make_writable("build-" + variant.name, arena_.layers().throwaway_uid);
    const fs::path server = output / "server";
    const BuildCache cache = BuildCache::of_this_user(arena_.layers());
    const BuildInputs inputs = inputs_of(variant);
    const std::string all_inputs = inputs_of_program(inputs);

    std::vector<Run> runs;
    const auto ok = [](const Run& run) { return run.ok(); };
    auto kept = cache.find(all_inputs, server);
    if (kept) {
        runs.push_back(Run::kept(*kept));
    } else {
        const auto header = find_precompiled_header(inputs.compiler, compile_flags(variant), provided_);
        const ReachableStub stub(header, arena_.layers().throwaway_uid,
                                 arena_.scratch().path() / ("precompiled-" + variant.name));
        runs = make(
            {cache, inputs, command_of(variant), stubs_of_units(header ? header->header : "", stub.path()),
             output, start + std::chrono::seconds(seconds)},
            variant);
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
        if (!kept) cache.keep(all_inputs, messages, server);
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
