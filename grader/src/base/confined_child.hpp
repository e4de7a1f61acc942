// Work on bytes that somebody hostile may have made, with a library that was not made for it, in a child of
// its own: a crash, a hang or a gigabyte ends the child, and what it could be made to do reaches nothing but
// its own memory and the pipe on which it answers.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/unique_fd.hpp"

namespace grader {

/// What a child may use.
struct ChildLimits {
    std::size_t memory = std::size_t{1} << 30U;  ///< of addresses, besides what we have
    unsigned cpu_seconds = 30;
    std::size_t answer = std::size_t{512} << 20U;
};

struct ChildAnswer {
    bool ok = false;           ///< it came to its end
    std::string bytes;         ///< what it wrote, whole if it is ok
    std::string failure;       ///< why it is not: what `work` threw, or "it takes too much memory"
    bool is_own_word = false;  ///< `failure` is what `work` threw
};

/// Runs `work` in a fork(2) that has, once it runs, no files but `input` (as descriptor 3) and the pipe, to
/// which `work` writes with what it is given. What it throws is its failure. Throws std::system_error if the
/// machine has no descriptors or processes left.
ChildAnswer answer_of_child(
    const UniqueFd& input,
    const std::function<void(int input, const std::function<void(const std::string&)>&)>& work,
    const ChildLimits& limits = {});

/// From here on this process can use memory and what it has open, and nothing else of the machine. Where the
/// kernel refuses a filter it goes on without one.
void give_up_all_but_memory();

}  // namespace grader
