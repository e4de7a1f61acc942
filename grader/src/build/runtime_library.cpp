#include "build/runtime_library.hpp"

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

std::string runtime_link_flags(Instrumentation instrumentation) {
    // See runtime/epoll_for_thread_sanitizer.cpp.
    return instrumentation == Instrumentation::thread_sanitizer
               ? "-Wl,--wrap=epoll_ctl,--wrap=epoll_wait,--wrap=epoll_pwait,--wrap=epoll_pwait2"
               : "";
}

std::filesystem::path runtime_library(Instrumentation instrumentation) {
    const std::filesystem::path library = library_path(instrumentation);
    if (!std::filesystem::is_regular_file(library))
        throw UserError(library.string() + " is gone: build the grader again (./lab setup)");
    return library;
}

std::string runtime_compiler() {
    return RUNTIME_COMPILER;
}

}  // namespace grader
