// The runs of the compiler that make a server: of each file an object, and of those the program. With a
// sanitizer, what is compiled is the text that the preprocessor makes of the file without one: no macro, and
// no condition, tells the two apart. That text is also where it is looked for words that would hide something
// from a sanitizer.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <future>
#include <iterator>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "arena/process.hpp"
#include "base/files.hpp"
#include "compile/build_job.hpp"
#include "compile/compiler_slots.hpp"
#include "compile/find_compiler.hpp"
#include "compile/made_file.hpp"
#include "compile/precompiled_header.hpp"

namespace grader {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// With all headers of C++ and Boost's Asio it has 6 MB.
constexpr std::size_t most_bytes_of_a_text = std::size_t{64} << 20U;

/// The text without every occurrence of `what`.
std::string without(const std::string& what, const std::string& text) {
    std::string kept;
    std::size_t begin = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, begin)) {
        kept.append(text, begin, at - begin);
        begin = at + what.size();
    }
    return kept.append(text, begin);
}

/// What g++ calls the place where it found a precompiled header (-fpch-preprocess).
std::string place_of(const fs::path& stub) {
    return fmt::format("#pragma GCC pch_preprocess \"{}.gch\"\n", stub.string());
}

}  // namespace

SubmissionBuild::Run SubmissionBuild::run(std::vector<std::string> command, const Job& job) const {
    const CompilerSlots::Slot slot = CompilerSlots::of_this_machine().take(job.deadline);
    if (slot == nullptr) return {};
    const auto left = std::max(
        std::chrono::ceil<std::chrono::seconds>(job.deadline - std::chrono::steady_clock::now()), 0s);
    LaunchSpec spec = arena_.launch(std::move(command), job.output);
    for (std::string& directory : installation_of(spec.command.front()))
        spec.readable.push_back(std::move(directory));
    spec.directory = sources_;
    spec.compiles = spec.may_execute = true;
    spec.readable.push_back(precompiled_headers_directory());
    // More than the time it has, so that it is always the clock that stops it, and the reason is clear.
    spec.limits.cpu_seconds = static_cast<std::uint64_t>(left.count()) + 10;
    spec.limits.file_bytes = 256ULL << 20U;
    spec.limits.memory_bytes = 3ULL << 30U;
    Process compiler(spec);
    auto ended = compiler.wait_for_output_end(left);
    std::string messages = compiler.standard_error();
    for (const fs::path& place : {sources_, provided_, precompiled_headers_were_in()})
        messages = without(place.string() + "/", messages);
    // All runs' messages are kept together, and there may be 500 of them.
    constexpr std::size_t most_messages = 4U << 20U;
    messages.resize(std::min(messages.size(), most_messages / std::max<std::size_t>(units_.size(), 8)));
    return {std::move(ended), std::move(messages)};
}

SubmissionBuild::Run SubmissionBuild::preprocess(const Job& job, std::size_t unit, bool with_header,
                                                 const fs::path& text) const {
    const fs::path made = job.output / fmt::format("{}.ii", unit);
    const std::string dependencies = object_of(job.output, unit) + ".d";
    std::vector<std::string> command = job.preprocessor;
    if (with_header)
        command.insert(command.end(), {"-fpch-preprocess", "-include", job.preprocessors_stub.string()});
    command.insert(command.end(),
                   {"-E", "-MD", "-MF", dependencies, "-x", "c++", units_[unit], "-o", made.string()});
    Run done = run(std::move(command), job);
    if (!done.ok()) return done;
    std::optional<std::string> words = made_file(made, most_bytes_of_a_text);
    if (!words)
        return {Exit{Exit::Kind::exited, 1, ""}, units_[unit] + ": error: too much text for a sanitizer\n"};
    const std::string place = place_of(job.preprocessors_stub);
    const std::size_t at = with_header ? words->find(place) : std::string::npos;
    if (at != std::string::npos) words->replace(at, place.size(), "\n");
    if (auto refused = find_refused_word(*words, job.variant.instrumentation,
                                         [this](const std::string& file) { return is_own(file); })) {
        const std::lock_guard lock(job.mutex);
        if (!job.refused) job.refused = std::move(refused);
    }
    // The header that was compiled for this variant stands where the preprocessor found its own.
    if (at != std::string::npos) words->replace(at, 1, place_of(job.stub));
    write_file(text, *words);
    fs::permissions(text, fs::perms(0644));
    return done;
}

/// One run of the compiler over a unit: `before` and `after` are what else it is told.
SubmissionBuild::Run SubmissionBuild::compile_once(const Job& job, std::size_t unit, bool with_header,
                                                   const std::vector<std::string>& before,
                                                   const std::vector<std::string>& after) const {
    std::vector<std::string> command = job.command;
    command.insert(command.end(), before.begin(), before.end());
    if (job.is_instrumented()) {
        const fs::path text = job.texts / fmt::format("{}.ii", unit);
        Run done = preprocess(job, unit, with_header, text);
        if (!done.ok()) return done;
        // What it has to say has been said of the other variant, in the student's own words.
        command.insert(command.end(), {"-w", "-x", "c++-cpp-output", text.string()});
    } else {
        if (with_header) command.insert(command.end(), {"-include", job.stub.string()});
        // By its contents and not by its ending, some of which not every compiler knows.
        command.insert(command.end(), {"-x", "c++", units_[unit]});
    }
    command.insert(command.end(), after.begin(), after.end());
    return run(std::move(command), job);
}

/// With a header that was compiled beforehand, if the unit may use one. What does not compile with it is
/// compiled again without, so that no error, and no word of one, can be owed to it.
SubmissionBuild::Run SubmissionBuild::compile_with(const Job& job, std::size_t unit,
                                                   const std::vector<std::string>& before,
                                                   const std::vector<std::string>& after) const {
    if (job.begin_with_header[unit]) {
        Run done = compile_once(job, unit, true, before, after);
        if (done.ok() || !done.ended) return done;
    }
    return compile_once(job, unit, false, before, after);
}

SubmissionBuild::Run SubmissionBuild::compile_unit(const Job& job, std::size_t unit) const {
    const std::string object = object_of(job.output, unit);
    const std::string inputs = inputs_of_object(job.inputs, units_[unit]);
    if (auto messages = job.cache.find(inputs, object)) return Run::kept(std::move(*messages));
    const std::string dependencies = object + ".d";
    std::vector<std::string> object_only = {"-c", "-o", object};
    if (!job.is_instrumented()) object_only.insert(object_only.end(), {"-MD", "-MF", dependencies});
    Run done = compile_with(job, unit, {}, object_only);
    if (!done.ok()) return done;
    const auto read = made_file(dependencies, most_bytes_of_a_text);
    const std::lock_guard lock(job.mutex);
    // Of what is kept the text is not looked at again.
    if (read && !job.refused && !read_another(job.inputs, units_[unit], *read))
        job.cache.keep(inputs, done.messages, object);
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

/// A copy of what this build has made, where launched programs can read it.
std::string SubmissionBuild::readable_copy(const fs::path& made, const std::string& name) const {
    const fs::path copy = provided_ / name;
    fs::copy_file(made, copy, fs::copy_options::overwrite_existing);
    fs::permissions(copy, fs::perms(0644));
    return copy.string();
}

/// The server, from its objects.
std::vector<SubmissionBuild::Run> SubmissionBuild::make(const Job& job) const {
    const Variant& variant = job.variant;
    std::vector<std::string> first;
    if (const fs::path watch = sanitizer_watch(variant.instrumentation); !watch.empty())
        first.push_back(readable_copy(watch, variant.name + "-watch.o"));
    std::vector<std::string> last = link_flags(variant, job.inputs.compiler);
    // After the units: a linker takes from a library what those before it lack.
    if (variant.has_runtime)
        last.push_back(readable_copy(runtime_library(variant.instrumentation), variant.name + "-runtime.a"));
    last.insert(last.end(), {"-o", job.output / "server"});

    // A single file needs no second launch of the compiler.
    if (units_.size() == 1) {
        last.insert(last.begin(), {"-x", "none"});
        return {compile_with(job, 0, first, last)};
    }
    std::vector<Run> runs = compile_units(job);
    if (!std::all_of(runs.begin(), runs.end(), [](const Run& run) { return run.ok(); })) return runs;
    std::vector<std::string> command = job.command;
    command.insert(command.end(), first.begin(), first.end());
    for (std::size_t unit = 0; unit < units_.size(); ++unit) command.push_back(object_of(job.output, unit));
    command.insert(command.end(), last.begin(), last.end());
    runs.push_back(run(std::move(command), job));
    return runs;
}

std::string SubmissionBuild::object_of(const fs::path& output, std::size_t unit) {
    return output / fmt::format("{}.o", unit);
}

}  // namespace grader
