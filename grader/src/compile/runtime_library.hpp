// The provided runtime as Lab 5's servers are linked with it: built beforehand, in each of the ways in which
// a server is built, since a sanitizer that does not see the runtime would report what it does not
// understand.
#pragma once

#include <filesystem>
#include <string>

namespace grader {

enum class Instrumentation { none, thread_sanitizer, address_sanitizer };

/// The flags that instrument a program so; "" for none.
std::string instrumentation_flags(Instrumentation instrumentation);

/// Whether the compiler's sanitizers execute another program to find names and lines, as clang++'s do.
bool symbolizer_is_a_program(const std::string& compiler);

/// What the linker must be told besides; "" for nothing. The sanitizer's own library is linked in statically
/// where that can be: then a server can't ask whether it is there, nor for its functions (dlsym(3)).
std::string sanitizer_link_flags(Instrumentation instrumentation, const std::string& compiler);

/// The object that is linked in first with a sanitizer (watch/sanitizer_watch.cpp); empty for none. Throws
/// UserError if it is gone.
std::filesystem::path sanitizer_watch(Instrumentation instrumentation);

/// What else the linker must be told where the library is linked in; "" for nothing.
std::string runtime_link_flags(Instrumentation instrumentation);

/// The static library. Throws UserError if it is gone.
std::filesystem::path runtime_library(Instrumentation instrumentation);

/// The compiler that built the library, by its absolute path. What is linked with it must come from the same
/// one.
std::string runtime_compiler();

}  // namespace grader
