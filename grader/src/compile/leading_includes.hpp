// What a C++ file includes before it says anything of its own. Such includes, and nothing else, may be taken
// from a precompiled header without a difference: no word and no macro of the file stands before them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct LeadingIncludes {
    struct Include {
        std::string name;     ///< as it stands there: rt/rt.hpp
        bool quoted = false;  ///< "name", not <name>
    };
    std::vector<Include> includes;
    std::string guard;          ///< the macro of #ifndef and #define around the file; empty if there is none
    bool nothing_else = false;  ///< the file ends behind them
};

/// Reads as far as there are comments, #include lines, `#pragma once` and an include guard, and stops at
/// everything else, and at whatever takes a preprocessor to understand (a macro's name after #include, a line
/// that a backslash continues): it may see too few includes, never one too many.
LeadingIncludes leading_includes(std::string_view text);

}  // namespace grader
