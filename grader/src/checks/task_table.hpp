// What a Lab 5 server that is stuck is at: its tasks, which have no threads while they wait, and its workers.
#pragma once

#include <optional>

#include "checks/close_look.hpp"
#include "result/document.hpp"

namespace grader {

/// Tasks that wait for the same at the same place are one row; a worker has the turn of which coroutine, or
/// none. Nothing if the server has no runtime that lives. The words are the server's own, and prove nothing.
std::optional<Exhibit> task_table(const CloseLook& look);

/// In the place of the threads, which say less.
void show_tasks(const CloseLook& look, Finding& finding);

}  // namespace grader
