// What a submission has no use for but to hide something from a sanitizer: its functions and hooks, the
// attributes that turn it off, and assembly, which it does not see. Looked for in what the preprocessor has
// made of the student's files, so that no macro hides a word, and where a library asks only whether there is
// a sanitizer nothing is found.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "compile/runtime_library.hpp"

namespace grader {

struct RefusedWord {
    std::string word;  ///< "__tsan_on_report"
    std::string file;  ///< "lab4/main.cpp"; empty if that is not known
    int line = 0;
    std::string because;  ///< what a sanitizer would not report then
    /// It may be right, and a sanitizer can't see whether it is.
    bool is_only_unseen = false;

    /// "lab4/main.cpp:7: `no_sanitize_thread`, which …"
    [[nodiscard]] std::string describe() const;
};

/// Whether a function or variable of this name, as a linker knows it, is a sanitizer's.
bool is_name_of_a_sanitizer(std::string_view name);

/// What to say of such a name where its place is not known.
RefusedWord refused_name(std::string_view name);

/// The first in a text. `is_own` knows the student's files by the names that the text gives them.
std::optional<RefusedWord> find_refused_word(std::string_view preprocessed, Instrumentation instrumentation,
                                             const std::function<bool(const std::string& file)>& is_own);

}  // namespace grader
