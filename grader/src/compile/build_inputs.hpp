// All that a compiler's work depends on, as one text: two gradings with the same text may share what was made
// of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace grader {

struct BuildInputs {
    std::string compiler;
    std::vector<std::string> flags;  ///< also the linker's; none that names a place of this grading
    std::vector<std::filesystem::path> linked;  ///< made by this build, and linked in
    std::filesystem::path sources;              ///< the directory that `files` are relative to
    std::filesystem::path provided;             ///< the provided headers
    std::vector<std::string> files;             ///< all of the student's
    std::vector<std::string> compiled;          ///< those of them that are compiled
};

/// What the program depends on: the words of every file. Compilers, the system's headers and libraries, and
/// the runtime's library, are told by their times and sizes: those of the packages' list change with every
/// package that is installed.
std::string inputs_of_program(const BuildInputs& inputs);

/// What the object of one compiled file depends on: not on the words of the other compiled files.
std::string inputs_of_object(const BuildInputs& inputs, const std::string& file);

/// Whether the compiler has read another compiled file than `file` for it, in the words of its -MD: then its
/// object depends on more than inputs_of_object() says.
bool read_another(const BuildInputs& inputs, const std::string& file, std::string dependencies);

}  // namespace grader
