#include "compile/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arena/process.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/labs.hpp"
#include "compile/about_files.hpp"
#include "compile/build_job.hpp"
#include "compile/diagnostics.hpp"
#include "compile/find_compiler.hpp"
#include "compile/precompiled_header.hpp"
#include "result/utf8.hpp"
#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;

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

/// Whatever is launched is named in UTF-8. Names from old archives may be in another code; nobody includes a
/// unit, so that it may be called anything.
std::string name_in_utf8(const std::string& name) {
    std::string valid;
    for (std::string_view rest = name; !rest.empty();) {
        const Utf8Step step = decode_utf8(rest);
        valid += step.valid ? std::string(rest.substr(0, step.length))
                            : fmt::format("_{:02X}", static_cast<unsigned>(step.code));
        rest.remove_prefix(step.length);
    }
    return valid;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

}  // namespace

SubmissionBuild::SubmissionBuild(const Arena& arena, LabSources lab, const std::vector<fs::path>& provided)
    : arena_(arena), lab_(std::move(lab)), compiler_(find_compiler()) {
    const std::string directory = lab_directory(lab_.lab);
    sources_ = arena.scratch().make_readable("source-" + directory);
    provided_ = arena.scratch().make_readable("provided-" + directory);
    for (SourceFile& file : lab_.files) {
        if (file.is_unit) file.name = name_in_utf8(file.name);
        write_file(sources_ / file.name, file.text);
        files_.push_back(file.name);
        if (file.is_unit) units_.push_back(file.name);
    }
    for (const fs::path& headers : provided) copy_headers(headers, provided_);
    make_readable(sources_);
    make_readable(provided_);
}

std::vector<std::string> compile_flags(const Variant& variant) {
    std::vector<std::string> flags = words_of(SUBMISSION_FLAGS);
    const auto append = [&](const std::string& more) {
        for (std::string& flag : words_of(more)) flags.push_back(std::move(flag));
    };
    if (variant.has_runtime) append(RUNTIME_FLAGS);
    append(instrumentation_flags(variant.instrumentation));
    append(variant.flags);
    return flags;
}

std::vector<std::string> SubmissionBuild::link_flags(const Variant& variant, const std::string& compiler) {
    std::string flags = sanitizer_link_flags(variant.instrumentation, compiler);
    if (variant.has_runtime) flags += " " + runtime_link_flags(variant.instrumentation);
    return words_of(flags);
}

bool SubmissionBuild::is_own(const std::string& file) const {
    const std::string name = fs::path(file).lexically_normal().string();
    return std::find(files_.begin(), files_.end(), name) != files_.end();
}

std::vector<std::string> SubmissionBuild::command_of(const Variant& variant) const {
    std::vector<std::string> command = compile_flags(variant);
    command.insert(command.begin(), variant.has_runtime ? runtime_compiler() : compiler_);
    // Names in messages and line tables are as the student knows them, lab4/main.cpp, and nobody knows where
    // provided headers have been copied to.
    command.push_back(fmt::format("-ffile-prefix-map={}=", sources_.string()));
    for (const fs::path& headers : {provided_, precompiled_headers_were_in()})
        command.push_back(fmt::format("-ffile-prefix-map={}=/provided", headers.string()));
    command.push_back(fmt::format("-I{}", provided_.string()));
    return command;
}

BuildInputs SubmissionBuild::inputs_of(const Variant& variant) const {
    BuildInputs inputs{variant.has_runtime ? runtime_compiler() : compiler_,
                       compile_flags(variant),
                       {},
                       sources_,
                       provided_,
                       files_,
                       units_};
    for (std::string& flag : link_flags(variant, inputs.compiler)) inputs.flags.push_back(std::move(flag));
    if (variant.has_runtime) inputs.linked.push_back(runtime_library(variant.instrumentation));
    if (const fs::path watch = sanitizer_watch(variant.instrumentation); !watch.empty())
        inputs.linked.push_back(watch);
    return inputs;
}

/// For each unit whether it may be compiled with the header: not where that would bring in what the unit does
/// not.
std::vector<bool> SubmissionBuild::units_with(const std::string& header) const {
    std::vector<bool> with(units_.size());
    const IncludingFiles among{sources_, provided_, files_};
    if (header.empty() || copies_provided_header(among)) return with;
    for (std::size_t unit = 0; unit < units_.size(); ++unit)
        with[unit] = begins_with(header, units_[unit], among);
    return with;
}

std::vector<SubmissionBuild::Run> SubmissionBuild::compile_anew(const BuildCache& cache,
                                                                const BuildInputs& inputs,
                                                                const Variant& variant, Deadline deadline,
                                                                std::optional<RefusedWord>& refused) const {
    const fs::path& scratch = arena_.scratch().path();
    Job job{cache, inputs, variant, scratch / ("build-" + variant.name), deadline};
    job.command = command_of(variant);
    auto header = find_precompiled_header(inputs.compiler, compile_flags(variant), provided_);
    std::optional<PrecompiledHeader> preprocessors;
    if (job.is_instrumented()) {
        const Variant plain{variant.name, variant.flags, Instrumentation::none, variant.has_runtime};
        job.preprocessor = command_of(plain);
        job.texts = arena_.scratch().make_readable("texts-" + variant.name);
        preprocessors = find_precompiled_header(inputs.compiler, compile_flags(plain), provided_);
        if (!preprocessors) header.reset();
    }
    const unsigned uid = arena_.layers().throwaway_uid;
    const ReachableStub stub(header, uid, scratch / ("precompiled-" + variant.name));
    const ReachableStub preprocessors_stub(preprocessors, uid, scratch / ("preprocessors-" + variant.name));
    job.stub = stub.path();
    job.preprocessors_stub = preprocessors_stub.path();
    const bool has_header = !job.stub.empty() && (!job.is_instrumented() || !job.preprocessors_stub.empty());
    job.begin_with_header = units_with(has_header ? header->header : "");
    std::vector<Run> runs = make(job);
    refused = job.refused;
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

    Built built;
    std::vector<Run> runs;
    const auto ok = [](const Run& run) { return run.ok(); };
    auto kept = cache.find(all_inputs, server);
    if (kept) {
        runs.push_back(Run::kept(*kept));
    } else {
        runs = compile_anew(cache, inputs, variant, start + std::chrono::seconds(seconds), built.refused);
    }

    built.result.duration_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start)
            .count();
    std::string messages;
    for (const Run& run : runs) messages += run.messages;
    // The copies are regular files of the student's; anything else that a message names is not read.
    const auto own = [this](const std::string& file) { return is_own(file); };
    built.result.diagnostics =
        most_important(said_of_files(parse_diagnostics(messages, own), lab_), 8, built.result.omitted);
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
        if (!kept && !built.refused) cache.keep(all_inputs, messages, server);
    } else if (failed != runs.end() && !failed->ended) {
        built.stopped = true;
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
