// The process that reads what a submission's program says of itself, for stacks.hpp: unwind tables, DWARF and
// symbols, by elfutils' libdwfl. It is confined like the program, may use little memory and CPU time, and may
// die.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/json_fields.hpp"
#include "evidence/trace/event.hpp"

namespace grader {

constexpr std::size_t most_frames = 32;
constexpr std::size_t longest_symbol = 4096;  ///< of a name as the program has it, and as it is shown

/// Memory that helper and tracer share: the name that the helper is about to make readable. Two hundred bytes
/// of it may stand for a gigabyte, or for ever.
struct DoubtfulName {
    char text[longest_symbol + 1];
};

/// What the helper is asked on its channel. The answer is a list of Frames, or the program's TaskList.
struct StackQuestion {
    pid_t thread = 0;
    std::vector<std::uint64_t> registers;
    bool files_have_changed = false;
    std::string files;  ///< if they have changed since the last question: proc_pid_maps(5), files only
    bool asks_for_tasks = false;
};

IO_LABS_JSON(StackQuestion)

/// The child's part after fork(2): answers questions on `channel` until it ends. `memory` is open for
/// /proc/PID/mem of the process whose stacks are asked for.
[[noreturn]] void help_with_stacks(const std::function<void()>& confine, int channel, int memory,
                                   DoubtfulName& doubtful, const std::set<std::string>& unreadable);

/// The function at an address of an ELF file and, behind it, those it was inlined into; in this process.
/// Keeps the file open. For tests.
std::vector<Frame> frames_of_open_file(int file, unsigned long long address);

}  // namespace grader
