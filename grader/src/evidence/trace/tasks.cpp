#include "evidence/trace/tasks.hpp"

#include <nlohmann/json.hpp>

namespace grader {

IO_LABS_JSON_FIELDS(TaskView, name, born, state, descriptor, coroutines)
IO_LABS_JSON_FIELDS(TaskList, tasks, more, complaint)

}  // namespace grader
