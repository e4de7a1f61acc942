// Reads a compiler's and linker's messages.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "result/document.hpp"

namespace grader {

/// The errors and warnings in what g++, clang++ and ld print, in the order of printing, the first 500 of
/// each. What is found in a header that is not the student's own (a static_assert of the runtime, say) is
/// placed at the student's line that led there, if the compiler names one.
std::vector<Diagnostic> parse_diagnostics(
    std::string_view text,
    const std::function<bool(const std::string& file)>& is_own = [](const std::string&) { return true; });

/// Whether it was the linker that gave up, and not the compiler.
bool linker_failed(std::string_view text);

/// A linker names a header's function by the header's line behind another file's name: without that line, and
/// its text, if the name is not in it.
void forget_wrong_line(Diagnostic& diagnostic);

/// Errors first, at most `most` of them; says how many were left out.
std::vector<Diagnostic> most_important(std::vector<Diagnostic> diagnostics, std::size_t most, int& omitted);

}  // namespace grader
