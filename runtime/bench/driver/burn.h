// CPU work per message: the same machine code in every server, C, C++ and Rust, so that servers differ in
// nothing but how they wait and write.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// Spins of burn()'s loop that take a microsecond here. The environment's RT_BENCH_SPINS_PER_US wins, because
/// servers that each measured it for themselves would disagree by as much as the machine is noisy.
double burn_spins_per_us(void);

/// Keeps this core busy for about `us` microseconds of its own time: it counts work, not a clock, so that a
/// thread that was preempted meanwhile still has all of it to do.
void burn(unsigned us);

#ifdef __cplusplus
}
#endif
