#include "evidence/trace/trace_spec.hpp"

#include <nlohmann/json.hpp>

namespace grader {

IO_LABS_JSON_FIELDS(FaultRule, calls, scope, every, at_most, error, cut_to, elapses)
IO_LABS_JSON_FIELDS(HoldPoints, reads, births, closes, accepts)
IO_LABS_JSON_FIELDS(TraceSpec, calls, faults, stacks_per_call)

}  // namespace grader
