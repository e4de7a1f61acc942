// How slow this machine is right now, so that deadlines can be generous where it is busy. See getrusage(2).
#pragma once

namespace grader {

/// At least 1: by how much wake-ups between two threads, and plain computing, take longer than on an idle
/// machine of two cores. Takes about 40 ms. Deadlines are multiplied by it; nothing else is.
double measure_slowdown();

}  // namespace grader
