// How a launched program ended, as its warden tells it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/json_fields.hpp"

namespace grader {

/// The message of one that the kernel ended for its memory.
constexpr std::string_view ended_for_memory =
    "it used up all the memory that the grader gives to a run, and the kernel ended it";

struct Exit {
    enum class Kind { exited, signalled, not_launched };
    Kind kind = Kind::exited;
    int value = 0;        ///< exit status or signal number
    std::string message;  ///< the reason, if it was not launched or the grader ended it
    std::chrono::steady_clock::time_point at{};  ///< when the grader heard of it: not sent

    /// "exited with status 1", "was ended by signal 11 (Segmentation fault)"
    [[nodiscard]] std::string describe() const;
};

IO_LABS_JSON(Exit)

}  // namespace grader
