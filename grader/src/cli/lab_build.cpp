#include "cli/lab_build.hpp"

#include <fmt/format.h>

#include "base/time_limit.hpp"
#include "cli/machine.hpp"
#include "compile/find_compiler.hpp"
#include "compile/runtime_library.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr const char* name_of(Sanitizer sanitizer) {
    return sanitizer == Sanitizer::thread ? "thread-sanitizer" : "address-sanitizer";
}

Variant variant_of(const Lab& lab, Sanitizer sanitizer) {
    const auto instrumentation = sanitizer == Sanitizer::thread ? Instrumentation::thread_sanitizer
                                                                : Instrumentation::address_sanitizer;
    return {fmt::format("{}-{}", lab.directory(), name_of(sanitizer)), "", instrumentation, lab.has_runtime};
}

}  // namespace

std::vector<fs::path> provided_headers(const fs::path& root, const Lab& lab) {
    std::vector<fs::path> provided = {root / "starter/include"};
    if (lab.has_runtime) provided.push_back(root / "runtime/include");
    return provided;
}

Variant plain_variant(const Lab& lab) {
    return {lab.directory(), "", Instrumentation::none, lab.has_runtime};
}

std::optional<Hiding> hiding_of(const std::optional<RefusedWord>& refused) {
    if (!refused) return std::nullopt;
    return Hiding{refused->describe(), refused->file, refused->line, refused->is_only_unseen};
}

SanitizedServer build_with(Sanitizer sanitizer, const Lab& lab, const SubmissionBuild& sources, int seconds) {
    const TimeLimit only_the_builds_own(TimeLimit::none);
    const Built built = sources.compile(variant_of(lab, sanitizer), seconds);
    SanitizedServer server{built.server, built.result.reason, hiding_of(built.refused)};
    if (!built.result.diagnostics.empty())
        server.missing_because = with_package(built.result.diagnostics[0].message);
    server.executes_a_symbolizer = symbolizer_is_a_program(find_compiler());
    return server;
}

}  // namespace grader
