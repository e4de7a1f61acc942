// What the fuzz targets have in common. A target is a function of any bytes that must come back: whatever
// they are, nothing crashes, nothing hangs, and what `must` says holds.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/unique_fd.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace grader {

/// Ends the process, as a crash would, if it is not so.
inline void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "must: %s\n", what);
    std::abort();
}

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A file without a name that holds the text; its position is its beginning.
inline UniqueFd file_with(const std::string& text) {
    UniqueFd file(::memfd_create("input", MFD_CLOEXEC));
    must(
        file.get() >= 0 && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()),
        "there is memory for a file");
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

inline std::string path_of(const UniqueFd& file) {
    return "/proc/self/fd/" + std::to_string(file.get());
}

}  // namespace grader
