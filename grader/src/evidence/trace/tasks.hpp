// The tasks of a program that has our runtime, as its memory tells of them. The program may have written
// anything there: these are words for a report, and no verdict rests on them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/json_fields.hpp"
#include "evidence/trace/event.hpp"

namespace grader {

struct TaskView {
    std::string name;                 ///< as spawn() was told; otherwise that of its outermost coroutine
    std::string born;                 ///< "lab5/main.cpp:41", the call of spawn()
    std::string state;                ///< "waits for something to read", "is ready, and waits for its turn"
    int descriptor = -1;              ///< that it waits for, if it does
    std::vector<Frame> coroutines{};  ///< innermost first; with the co_await where each goes on
};

struct TaskList {
    std::vector<TaskView> tasks;
    std::size_t more = 0;     ///< that were only counted
    std::string complaint{};  ///< why there are none: "the list of tasks can't be read"; empty if it was read
};

IO_LABS_JSON(TaskView)
IO_LABS_JSON(TaskList)

}  // namespace grader
