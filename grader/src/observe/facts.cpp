#include "observe/facts.hpp"

#include <nlohmann/json.hpp>

namespace grader {

IO_LABS_JSON_FIELDS_WITH_DEFAULT(ThreadFact, tid, process, name, state, call, on, loop, clients, for_listener,
                                 cpu_ns, switches)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(LoopFact, process, number, clients, has_listener, edge, one_shot)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(ListenerFact, inode, port, processes, backlog)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(ModelLook, threads, loops, listeners, holders, connected, processes,
                                 sees_calls)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Doings, process, read, wrote, again, epoll_waits, polls, selects, empty_asks,
                                 naps, told, woken_by)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(ModelFacts, clients, answered, is_echo, is_traced, untraced, rest, silent,
                                 talked, gone, back, messages, calls, talk, idle, idle_ns, idle_cpu_ns)

}  // namespace grader
