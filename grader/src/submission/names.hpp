// What a name says: whether it is a lab's, whether a file of that name is compiled, included, or left out,
// and why.
#pragma once

#include <optional>
#include <string>

namespace grader {

/// The lab that a directory is for: 4 of "lab4", "Lab4", "LAB_4", "lab 4", "lab-04"; likewise "practice1".
[[nodiscard]] std::optional<int> lab_named(const std::string& name);

enum class Role {
    unit,        ///< compiled: .cpp, .cc, .cxx, .c++, in any case of letters
    header,      ///< taken, to be included
    left_out,    ///< looks like a part of the server, and is none; `reason` says what to do
    irrelevant,  ///< notes, pictures, Makefiles
};

struct RoleOfName {
    Role role = Role::irrelevant;
    std::string reason;
};

/// By the name alone, without its directories.
[[nodiscard]] RoleOfName role_of(const std::string& name);

/// Whether file and directory of that name are nobody's work: names that begin with a dot, a Mac's __MACOSX.
[[nodiscard]] bool is_hidden(const std::string& name);

/// Whether a directory is made by building, as one of its entries tells.
[[nodiscard]] bool marks_a_build_directory(const std::string& entry);
[[nodiscard]] bool is_a_build_directory(const std::string& name);

/// "x" of "x copy", "x (1)", "x_old", "Copy of x": of a file's name without its ending. Nothing if it is no
/// such name.
[[nodiscard]] std::optional<std::string> copied_name(const std::string& stem);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace grader
