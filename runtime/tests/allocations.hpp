// How many allocations are not freed yet: the tests' program has its own operator new (allocations.cpp),
// which counts. Not under sanitizers, which have theirs: 0 then.
#pragma once

namespace rt {

long allocations_outstanding();

}  // namespace rt
