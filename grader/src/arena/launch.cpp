#include "arena/launch.hpp"

#include <nlohmann/json.hpp>

namespace grader {

IO_LABS_JSON_FIELDS(Limits, descriptors, processes, file_bytes, cpu_seconds, sum_of_memory,
                    number_of_processes, memory_bytes)
IO_LABS_JSON_FIELDS(LaunchSpec, command, environment, directory, limits, readable, writable,
                    use_pid_namespace, seal_files, use_landlock, use_seccomp, own_network, memory_counted,
                    compiles, uid, cgroups, disable_aslr, may_execute, pin_to_cpu, debugger, attach)

}  // namespace grader
