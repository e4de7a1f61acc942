#include "cli/lab_build.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "base/time_limit.hpp"
#include "cli/machine.hpp"
#include "compile/find_compiler.hpp"
#include "compile/refused_symbols.hpp"
#include "compile/runtime_library.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr const char* name_of(Sanitizer sanitizer) {
    return sanitizer == Sanitizer::thread ? "thread-sanitizer" : "address-sanitizer";
}

/// How a lab's server is built with a sanitizer.
Variant variant_of(const Lab& lab, Sanitizer sanitizer) {
    const auto instrumentation = sanitizer == Sanitizer::thread ? Instrumentation::thread_sanitizer
                                                                : Instrumentation::address_sanitizer;
    return {fmt::format("{}-{}", lab.directory(), name_of(sanitizer)), "", instrumentation, lab.has_runtime};
}

std::optional<Hiding> hiding_of(const std::optional<RefusedWord>& refused) {
    if (!refused) return std::nullopt;
    return Hiding{refused->describe(), refused->file, refused->line, refused->is_only_unseen};
}

std::vector<fs::path> provided_headers(const Lab& lab, const fs::path& root) {
    std::vector<fs::path> provided = {root / "starter/include"};
    if (lab.has_runtime) provided.push_back(root / "runtime/include");
    return provided;
}

}  // namespace

LabBuild::LabBuild(const Arena& arena, const fs::path& root, LabSources sources, Sanitized when, int seconds)
    : lab_(lab_with(sources.lab)),
      when_(when),
      seconds_(seconds),
      sources_(arena, std::move(sources), provided_headers(lab_, root)) {
    const auto policy = when == Sanitized::at_once ? std::launch::async : std::launch::deferred;
    for (const Sanitizer sanitizer : {Sanitizer::thread, Sanitizer::address}) {
        if (lab_.is_practice()) continue;  // no check of it asks for one
        if (sanitizer == Sanitizer::address && !lab_.has_runtime) continue;
        sanitized_[sanitizer] = std::async(policy, [this, sanitizer] { return build_sanitized(sanitizer); });
    }
}

SanitizedServer LabBuild::build_sanitized(Sanitizer sanitizer) const {
    const TimeLimit only_the_builds_own(TimeLimit::none);
    const Built built = sources_.compile(variant_of(lab_, sanitizer), seconds_);
    SanitizedServer server{built.server, built.result.reason, hiding_of(built.refused)};
    if (!built.result.diagnostics.empty())
        server.missing_because = with_package(built.result.diagnostics[0].message);
    server.executes_a_symbolizer = symbolizer_is_a_program(find_compiler());
    return server;
}

Built LabBuild::build_server() const {
    Built built = sources_.compile({lab_.directory(), "", Instrumentation::none, lab_.has_runtime}, seconds_);
    if (when_ == Sanitized::at_once) {
        for (const auto& [sanitizer, server] : sanitized_) server.wait();
    }
    return built;
}

Subject LabBuild::subject(const Arena& arena, const Built& server) const {
    Subject subject;
    subject.lab = lab_.number;
    subject.arena = &arena;
    subject.sources = sources_.sources();
    subject.server = server.server;
    subject.sanitized = [this](Sanitizer sanitizer) -> const SanitizedServer& {
        return sanitized_.at(sanitizer).get();
    };
    subject.hiding = hiding_of(find_refused_symbol(server.server));
    return subject;
}

}  // namespace grader
