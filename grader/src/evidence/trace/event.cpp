#include "evidence/trace/event.hpp"

#include <nlohmann/json.hpp>

namespace grader {

IO_LABS_JSON_FIELDS_WITH_DEFAULT(Descriptor, number, kind, inode, nonblocking, peer_port)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Frame, function, file, line)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Event, what, begin, end, begin_ns, end_ns, tid, parent, name, arguments,
                                 result, injected, refused, restarted, asked_ns, bytes, descriptor, other,
                                 waited, stack)

}  // namespace grader
