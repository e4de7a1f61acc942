// How long things take, from a call to a disk: the reason why waiting is worth a lecture.
#pragma once

namespace models {

/// Measures and prints. The calling thread should have a core to itself. Throws std::system_error.
void print_scale();

/// How long it takes to wake a thread that sleeps in a read, in nanoseconds.
double wake_up_ns();

}  // namespace models
