#include "compile/runtime_library.hpp"

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace grader {

namespace {

const char* library_path(Instrumentation instrumentation) {
    switch (instrumentation) {
        case Instrumentation::none:
            return RUNTIME;
        case Instrumentation::thread_sanitizer:
            return RUNTIME_WITH_THREAD_SANITIZER;
        case Instrumentation::address_sanitizer:
            return RUNTIME_WITH_ADDRESS_SANITIZER;
    }
    return "";
}

std::filesystem::path found(const std::filesystem::path& made) {
    if (!std::filesystem::is_regular_file(made))
        throw UserError(made.string() + " is gone: build the grader again (./lab setup)");
    return made;
}

}  // namespace

std::string instrumentation_flags(Instrumentation instrumentation) {
    switch (instrumentation) {
        case Instrumentation::none:
            return "";
        case Instrumentation::thread_sanitizer:
            return THREAD_SANITIZER_FLAGS;
        case Instrumentation::address_sanitizer:
            return ADDRESS_SANITIZER_FLAGS;
    }
    return "";
}

bool symbolizer_is_a_program(const std::string& compiler) {
    return std::filesystem::path(compiler).filename().string().find("clang") != std::string::npos;
}

std::string sanitizer_link_flags(Instrumentation instrumentation, const std::string& compiler) {
    if (instrumentation == Instrumentation::none) return "";
    // What clang++ links in is always static.
    if (symbolizer_is_a_program(compiler)) return "";
    return instrumentation == Instrumentation::thread_sanitizer ? STATIC_THREAD_SANITIZER
                                                                : STATIC_ADDRESS_SANITIZER;
}

std::string runtime_link_flags(Instrumentation instrumentation) {
    // See runtime/epoll_for_thread_sanitizer.cpp.
    return instrumentation == Instrumentation::thread_sanitizer
               ? "-Wl,--wrap=epoll_ctl,--wrap=epoll_wait,--wrap=epoll_pwait,--wrap=epoll_pwait2"
               : "";
}

std::filesystem::path sanitizer_watch(Instrumentation instrumentation) {
    switch (instrumentation) {
        case Instrumentation::none:
            return {};
        case Instrumentation::thread_sanitizer:
            return found(WATCH_OF_THREAD_SANITIZER);
        case Instrumentation::address_sanitizer:
            return found(WATCH_OF_ADDRESS_SANITIZER);
    }
    return {};
}

std::filesystem::path runtime_library(Instrumentation instrumentation) {
    return found(library_path(instrumentation));
}

std::string runtime_compiler() {
    return RUNTIME_COMPILER;
}

}  // namespace grader
