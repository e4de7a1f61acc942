// The same question as refused_words.hpp, asked of a program: what its symbol table names, however the source
// spelled it (an assembler's label, a name that a macro pasted together).
#pragma once

#include <filesystem>
#include <optional>

#include "compile/refused_words.hpp"

namespace grader {

/// The first function or variable of a sanitizer's that a program built without one defines or asks for.
std::optional<RefusedWord> find_refused_symbol(const std::filesystem::path& program);

}  // namespace grader
