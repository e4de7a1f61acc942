// A place in the source: std::source_location for compilers that lack it (clang before 15).
#pragma once

namespace rt {

struct Place {
    const char* file;
    unsigned line;

    /// As a default argument: where the function was called.
    static constexpr Place here(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
        return {file, line};
    }
};

}  // namespace rt
