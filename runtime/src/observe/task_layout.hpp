// Where in a runtime's objects stands what tells of its tasks: for the grader, which reads the memory of a
// server that is stuck, and knows its types as little as it trusts them. (A debugger knows them:
// gdb/tasks.py.) It includes this file: grader/src/evidence/trace/task_reader.cpp.
#pragma once

#include <cstdint>

namespace rt::detail {

struct TaskLayout {
    /// "rtT1": another list has another one.
    static constexpr std::uint32_t first_mark = 0x31547472;

    std::uint32_t mark;
    std::uint32_t next_link;         // in a Link
    std::uint32_t link_of_runtime;   // the Link in a RuntimeCore
    std::uint32_t tasks_of_runtime;  // the ring's own Link
    std::uint32_t link_of_task;      // the Link in a TaskCore
    // In a TaskCore. Places are pointers to what a std::source_location points to.
    std::uint32_t name;
    std::uint32_t born_at;
    std::uint32_t leaf;
    std::uint32_t resume_point;
    std::uint32_t root;
    std::uint32_t state;
    std::uint32_t is_queued;  // bits of the state
    std::uint32_t is_running;
    // In a coroutine's promise, which comes behind the two pointers of its frame.
    std::uint32_t awaiting;
    std::uint32_t waits_at;
    // In a leaf that waits for a descriptor, and in the Source it refers to.
    std::uint32_t source_of_io;
    std::uint32_t direction_of_io;
    std::uint32_t descriptor_of_source;
    std::uint32_t inner_leaf;  // in a Limited one
};

/// Not static: it is asked for by this name.
extern const TaskLayout task_layout;

}  // namespace rt::detail
