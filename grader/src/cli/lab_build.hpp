// How the server of a lab is built: as it is graded, and the same with a sanitizer.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "checks/subject.hpp"
#include "cli/labs.hpp"
#include "compile/build.hpp"

namespace grader {

/// The directories of the headers that a lab's sources may include.
[[nodiscard]] std::vector<std::filesystem::path> provided_headers(const std::filesystem::path& root,
                                                                  const Lab& lab);

/// How it is graded.
[[nodiscard]] Variant plain_variant(const Lab& lab);

/// What it has that would hide something from a sanitizer.
[[nodiscard]] std::optional<Hiding> hiding_of(const std::optional<RefusedWord>& refused);

/// Takes as long as it takes, whatever the calling thread's limit is, but for `seconds`.
[[nodiscard]] SanitizedServer build_with(Sanitizer sanitizer, const Lab& lab, const SubmissionBuild& sources,
                                         int seconds);

}  // namespace grader
